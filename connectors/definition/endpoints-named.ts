import { variablesOf } from '../../config/shapes/endpoints/path-template.ts';
import type { Shape } from '../../config/shapes/shape.ts';

interface WithVariables {
  readonly variables?: Readonly<Record<string, Shape>> | undefined;
}

/**
 * An endpoint by its own name and by the paths of `also`, each with the shapes of the variables that it has. Shapes of variables that no
 * path has stay with the first.
 *
 * @param name with its settings filled in, as `also` is
 * @example endpointsNamed('GET /orgs/acme/teams', ['/organizations/{id}/teams'], { variables: { id } })
 *   // [['GET /orgs/acme/teams', { variables: {} }], ['GET /organizations/{id}/teams', { variables: { id } }]]
 */
export const endpointsNamed = <Endpoint extends WithVariables>(
  name: string,
  also: readonly string[],
  endpoint: Endpoint,
): readonly (readonly [name: string, endpoint: Endpoint])[] => {
  const { variables } = endpoint;
  if (also.length === 0 || !variables) return [name, ...alsoNamed(name, also)].map((each) => [each, endpoint]);
  const others = new Set(also.flatMap(variablesOf));
  const own = new Set(variablesOf(name));
  const some = (isKept: (variable: string) => boolean): Endpoint => ({
    ...endpoint,
    variables: Object.fromEntries(Object.entries(variables).filter(([variable]) => isKept(variable))),
  });
  return [
    [name, some((variable) => own.has(variable) || !others.has(variable))],
    ...alsoNamed(name, also).map((each): [string, Endpoint] => {
      const its = new Set(variablesOf(each));
      return [each, some((variable) => its.has(variable))];
    }),
  ];
};

/** With the method of the endpoint. */
const alsoNamed = (name: string, also: readonly string[]): readonly string[] => {
  const method = name.slice(0, name.indexOf(' '));
  return also.map((path) => `${method} ${path}`);
};
