import { listOf, offsetOf, pageToken } from '../page-token.ts';
import type { RouteCall } from '../scoped-routes.ts';
import { Refusal } from '../stand-in.ts';
import type { Resource } from './directory-data.ts';

/** Who calls: as whom the token acts. */
export interface GoogleCaller {
  readonly actor: string;
  readonly scopes: readonly string[];
}

export type GoogleCall = RouteCall<GoogleCaller>;

/** An error as Google's APIs say it, the older ones and the newer ones in one (cloud.google.com/apis/design/errors). */
export const refuse = (code: number, reason: string, status: string): never => {
  throw new Refusal(code, {
    error: {
      code,
      message: 'CANARY message',
      errors: [{ message: 'CANARY message', domain: 'global', reason }],
      status,
    },
  });
};

export const invalid = (): never => refuse(400, 'invalid', 'INVALID_ARGUMENT');
export const notFound = (): never => refuse(404, 'notFound', 'NOT_FOUND');

/** How the pages of a list are asked for. */
export interface PageForm {
  /** The parameter with the size of a page. */
  readonly size: 'maxResults' | 'pageSize';
  readonly usual: number;
  readonly most: number;
}

/** What comes before the token's own parameters: those may change from page to page, and so may the size. */
const changing = ['pageToken', 'maxResults', 'pageSize'];

/**
 * One page. Its token holds an address, as nobody promises that it does not.
 *
 * @param key of the rows in the answer; it is not there where there are none
 */
export const page = (
  { request, query }: GoogleCall,
  { size, usual, most }: PageForm,
  key: string,
  rows: readonly Resource[],
): Record<string, unknown> => {
  const count = Math.min(Number(query.get(size) ?? usual), most);
  const list = listOf(request, changing);
  const token = query.get('pageToken');
  const offset = token === null ? 0 : offsetOf(token, list);
  if (offset === undefined) return invalid();
  const end = offset + count;
  const hint = 'somebody@acme.example';
  return {
    kind: 'CANARY kind',
    etag: '"CANARY etag"',
    ...(rows.length > 0 && { [key]: rows.slice(offset, end) }),
    ...(end < rows.length && { nextPageToken: pageToken({ list, offset: end, hint }) }),
  };
};

/** Parts of a partial answer: names, and what of them. */
interface Parts {
  readonly [name: string]: Parts | undefined;
}

/**
 * What `fields` leaves of an answer: `nextPageToken,users(id,name/fullName)` (developers.google.com/workspace/gmail/api/guides/performance).
 *
 * @param known every field that may be selected, at the top and of the rows; another one is an invalid selection
 */
export const partial = (answer: Resource, fields: string | null, known: ReadonlySet<string>): object => {
  if (fields === null) return answer;
  const parts = readParts(fields);
  for (const name of namesOf(parts)) if (!known.has(name)) refuse(400, 'invalidParameter', 'INVALID_ARGUMENT');
  return chosen(answer, parts) as object;
};

/** All names of fields in answers. */
export const namesIn = (...resources: readonly Resource[]): ReadonlySet<string> =>
  new Set(resources.flatMap((resource) => Object.keys(resource)));

const readParts = (text: string): Parts => {
  const parts: Record<string, Parts | undefined> = {};
  for (const [, name = '', inside] of text.matchAll(/(\w+)(?:\(([^()]*)\))?(?:,|$)/g))
    parts[name] = inside === undefined ? undefined : readParts(inside);
  return parts;
};

const namesOf = (parts: Parts): readonly string[] =>
  Object.entries(parts).flatMap(([name, inside]) => [name, ...(inside ? namesOf(inside) : [])]);

const chosen = (value: unknown, parts: Parts): unknown => {
  if (Array.isArray(value)) return value.map((each) => chosen(each, parts));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inside]) => {
      if (!Object.hasOwn(parts, name)) return [];
      const within = parts[name];
      return [[name, within ? chosen(inside, within) : inside]];
    }),
  );
};
