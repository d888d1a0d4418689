import type { Api, Endpoint, StatusRule } from '../../config/shapes/api.ts';
import type { WrittenEndpoint } from '../../config/shapes/file-schema.ts';
import { resolveEndpoints } from '../../config/shapes/resolve-endpoints.ts';
import type { AnswerRule, Meaning } from '../definition/definition.ts';
import { endpointsNamed } from '../definition/endpoints-named.ts';
import { filled, filledTexts } from '../definition/template.ts';
import type { Resolving } from './resolve-source.ts';

/**
 * What of the API may be called: the definition's endpoints, those of them that the source names, or a shapes file of its own.
 *
 * @param isServed otherwise there are no endpoints
 * @returns `undefined` if there is a problem, which was told then
 */
export const resolveApi = (resolving: Resolving, isServed: boolean): Api | undefined => {
  const { definition, options, values } = resolving;
  const served = isServed ? servedEndpoints(resolving) : { endpoints: [], $defs: {} };
  if (!served) return undefined;
  const headers = filledTexts(lowerCase(definition.headers), values);
  const statuses = definition.answers.flatMap(statusRule);
  return {
    server: filled(definition.server, values)!,
    hosts: definition.hosts,
    privateAddresses: options.privateAddresses,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(statuses.length > 0 && { statuses }),
    ...served,
    limits: options.limits,
  };
};

const servedEndpoints = (resolving: Resolving): Pick<Api, 'endpoints' | '$defs'> | undefined => {
  const { definition, options, files } = resolving;
  if (options.shapes !== undefined) {
    const shapes = files.shapes('shapes');
    return shapes && { endpoints: shapes.endpoints, $defs: shapes.$defs };
  }
  const all = definedEndpoints(resolving);
  const { endpoints: written = [allButOptional] } = options;
  const isChosen = new Set(written.flatMap((name) => (name === allButOptional ? byDefault(resolving) : name)));
  if ([...isChosen].some((name) => !all.has(name))) {
    const names = [allButOptional, ...all.keys()].join(', ');
    files.report('endpoints', 'names what the connector does not have', `Write any of: ${names}`);
    return undefined;
  }
  return {
    endpoints: [...all].flatMap(([name, endpoints]) => (isChosen.has(name) ? endpoints : [])),
    $defs: definition.$defs,
  };
};

/** Stands in `endpoints:` of a source for all endpoints that are not optional. */
const allButOptional = 'default';

const byDefault = ({ definition, values }: Resolving): readonly string[] =>
  Object.entries(definition.endpoints).flatMap(([written, { optional }]) =>
    optional ? [] : (filled(written, values, encodeURIComponent) ?? []),
  );

/** The endpoints of a definition with their settings filled in, by their names: one for each of their paths. */
export const definedEndpoints = (
  resolving: Pick<Resolving, 'definition' | 'values'>,
): ReadonlyMap<string, readonly Endpoint[]> =>
  new Map([...writtenEndpoints(resolving)].map(([name, written]) => [name, resolveEndpoints(written)]));

/** The same as a shapes file has them. What names a setting that is not set is not there. */
export const writtenEndpoints = ({
  definition,
  values,
}: Pick<Resolving, 'definition' | 'values'>): ReadonlyMap<string, Readonly<Record<string, WrittenEndpoint>>> =>
  new Map(
    Object.entries(definition.endpoints).flatMap(
      ([written, { documentation: _, permissions: __, optional: ___, server, also = [], ...endpoint }]) => {
        const fill = (text: string): string | undefined => filled(text, values, encodeURIComponent);
        const name = fill(written);
        if (name === undefined) return [];
        const own = server === undefined ? undefined : filled(server, values);
        const paths = also.flatMap((path) => fill(path) ?? []);
        const named = endpointsNamed<WrittenEndpoint>(name, paths, {
          ...(own !== undefined && { server: own }),
          ...endpoint,
        });
        return [[name, Object.fromEntries(named)]];
      },
    ),
  );

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const statusOf: Partial<Record<Meaning, StatusRule['means']>> = {
  throttled: 429,
  unavailable: 503,
  'credentials-refused': 401,
  'access-denied': 403,
};

/** What an answer means to the proxy. Successes are streamed to the vendor before anybody could look into them. */
const statusRule = ({ status, header, column, in: values, means }: AnswerRule): readonly StatusRule[] => {
  const told = statusOf[means];
  if (status < 400 || told === undefined) return [];
  return [{ status, ...(header !== undefined && { header: header.toLowerCase() }), column, in: values, means: told }];
};
