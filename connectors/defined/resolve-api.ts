import type { Api, Endpoint } from '../../config/shapes/api.ts';
import { resolveEndpoints } from '../../config/shapes/resolve-endpoints.ts';
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
  return {
    server: filled(definition.server, values)!,
    hosts: definition.hosts,
    privateAddresses: options.privateAddresses,
    ...(Object.keys(headers).length > 0 && { headers }),
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
  const { endpoints: chosen } = options;
  const unknown = chosen?.filter((name) => !all.some((endpoint) => endpoint.name === name)) ?? [];
  if (unknown.length > 0) {
    files.report(
      'endpoints',
      'names what the connector does not have',
      `It has: ${all.map(({ name }) => name).join(', ')}`,
    );
    return undefined;
  }
  return {
    endpoints: chosen ? all.filter(({ name }) => chosen.includes(name)) : all,
    $defs: definition.$defs,
  };
};

/** The endpoints of a definition with their settings filled in. */
export const definedEndpoints = ({
  definition,
  values,
}: Pick<Resolving, 'definition' | 'values'>): readonly Endpoint[] =>
  Object.entries(definition.endpoints).flatMap(
    ([written, { documentation: _, permissions: __, server, subject, ...endpoint }]) => {
      const name = filled(written, values, encodeURIComponent);
      // What names a setting that is not set is not there.
      if (name === undefined) return [];
      const [resolved] = resolveEndpoints({ [name]: endpoint });
      const own = server === undefined ? undefined : filled(server, values);
      return [{ ...resolved!, ...(own !== undefined && { server: own }), ...(subject && { subject }) }];
    },
  );

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
