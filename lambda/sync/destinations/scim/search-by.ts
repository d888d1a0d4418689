import { member } from '../../../../connectors/scim/attribute-path.ts';
import { resourcesIn } from './list-resources.ts';
import { bodyRead, type ScimService } from './scim-service.ts';

/** An attribute that resources are found by. */
export interface SearchOptions {
  readonly service: ScimService;
  /** `Users` */
  readonly path: string;
  readonly attribute: string;
  /** Whether a resource has that value: services that know no filter may answer with everybody. Who has it letter by letter comes first. */
  isHit(resource: unknown, value: string): boolean;
  /** What is asked for beside the filter. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Resources that it sends at once at most. */
  readonly page: number;
  /** Whether a value that the service refuses to look for is looked for otherwise: who is taken for missing is made anew. @default - it is not there */
  readonly isSure?: true;
}

/** Resources by a value of theirs. Throws DestinationError; `undefined`: the service can not be asked by this attribute. */
export type Search = (
  values: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, unknown> | undefined>;

/** A filter of several values must fit into an address. */
const mostValues = 20;
const longestFilter = 1_500;

/**
 * Finds resources by filter (RFC 7644, section 3.4.2.2). Several values are asked for at once with `or`. Whether a service does that is
 * known once it gave two hits to one question: until then, who is missing in the answer is asked for alone.
 */
export const searchBy = ({ service, path, attribute, isHit, query = {}, page, isSure }: SearchOptions): Search => {
  let several: 'untried' | 'proved' | 'refused' = 'untried';
  let alone: 'untried' | 'proved' | 'refused' = 'untried';

  const ask = async (values: readonly string[], signal: AbortSignal): Promise<readonly unknown[] | undefined> => {
    const filter = values.map((value) => equals(attribute, value)).join(' or ');
    const asked = { ...query, filter, ...(values.length > 1 && { count: String(values.length) }) };
    const answer = await service.send('GET', path, signal, { query: asked });
    if (answer.status === 400 || answer.status === 501) return undefined;
    // Some say so where nobody has the value; others have nothing at all at this address.
    if (answer.status === 404 && several !== 'proved' && alone !== 'proved')
      await service.read(path, signal, { count: '1' });
    if (answer.status === 404) return [];
    const list = bodyRead(answer, path);
    const resources = resourcesIn(list, path);
    // Of some, more than it sends at once: of those who are missing nothing is known.
    const isCut = values.length > 1 && Number(member(list, 'totalResults') ?? 0) > resources.length;
    return isCut ? undefined : resources;
  };
  const take = (hits: Map<string, unknown>, resources: readonly unknown[], values: readonly string[]): number => {
    const before = hits.size;
    for (const value of values) {
      const hitsOf = resources.filter((each) => isHit(each, value));
      const resource = hitsOf.find((each) => member(each, attribute) === value) ?? hitsOf[0];
      if (resource !== undefined) hits.set(value, resource);
    }
    return hits.size - before;
  };
  const askTogether = async (
    values: readonly string[],
    hits: Map<string, unknown>,
    signal: AbortSignal,
  ): Promise<void> => {
    const resources = await ask(values, signal);
    if (!resources) several = 'refused';
    else if (take(hits, resources, values) > 1) several = 'proved';
  };

  return async (values, signal) => {
    if (alone === 'refused') return undefined;
    const hits = new Map<string, unknown>();
    const asked = new Set<string>();
    for (const some of chunksOf(values, attribute, page)) {
      if (some.length < 2 || several === 'refused') continue;
      await askTogether(some, hits, signal);
      for (const value of some) asked.add(value);
    }
    const left = values.filter((value) => !hits.has(value) && !(several === 'proved' && asked.has(value)));
    for (const value of left) {
      const resources = await ask([value], signal);
      // Who has answered knows the filter, and not this value.
      if (!resources && alone === 'untried') alone = 'refused';
      if (alone === 'refused' || (!resources && isSure)) return undefined;
      alone = 'proved';
      take(hits, resources ?? [], [value]);
    }
    return hits;
  };
};

/**
 * A comparison. The value stands as JSON has it (RFC 7644, section 3.4.2.2).
 *
 * @example equals('externalId', '7"b') // 'externalId eq "7\\"b"'
 */
export const equals = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`;

const chunksOf = (values: readonly string[], attribute: string, page: number): readonly (readonly string[])[] => {
  const chunks: string[][] = [];
  let length = longestFilter;
  for (const value of values) {
    const more = encodeURIComponent(equals(attribute, value)).length + 4;
    if (length + more > longestFilter || chunks.at(-1)!.length >= Math.min(mostValues, page)) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)!.push(value);
    length += more;
  }
  return chunks;
};
