import type { StandInAnswer, StandInRequest } from './stand-in.ts';

/** A request that a route takes. */
export interface Call {
  /** What stands for `{name}` in its path, decoded. */
  readonly variables: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: StandInRequest;
}

/** One operation of a stand-in. */
export interface Route<Needs = unknown> {
  /** `GET /orgs/{org}/members` */
  readonly name: string;
  /** The parameters that its documentation has. */
  readonly query?: readonly string[];
  /** What a token must allow. */
  readonly needs?: Needs;
  readonly answer: (call: Call) => StandInAnswer | object;
}

interface Compiled<Needs> {
  readonly route: Route<Needs>;
  readonly method: string;
  readonly pattern: RegExp;
}

/** What a route found: itself, what its path holds, and the parameters that it does not have. */
export interface Found<Needs> {
  readonly route: Route<Needs>;
  readonly variables: Readonly<Record<string, string>>;
  readonly unknown: readonly string[];
}

/**
 * Finds the route of a request; `undefined` if there is none. Those that stand first win.
 *
 * @example routesOf([{ name: 'GET /users/{id}', answer }])('GET', '/users/7', new URLSearchParams())
 */
export const routesOf = <Needs>(
  routes: readonly Route<Needs>[],
): ((method: string, path: string, query: URLSearchParams) => Found<Needs> | undefined) => {
  const compiled = routes.map((route): Compiled<Needs> => {
    const [method = '', path = ''] = route.name.split(' ');
    const pattern = path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    return { route, method, pattern: new RegExp(`^${pattern}$`) };
  });
  return (method, path, query) => {
    for (const each of compiled) {
      const groups = each.method === method ? each.pattern.exec(path) : null;
      if (!groups) continue;
      const variables = Object.fromEntries(
        Object.entries(groups.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      const unknown = [...query.keys()].filter((name) => !each.route.query?.includes(name));
      return { route: each.route, variables, unknown };
    }
    return undefined;
  };
};

/** Whether what a route gave is an answer with a status, or just the body of a 200. */
export const answerFrom = (given: StandInAnswer | object): StandInAnswer =>
  'status' in given && typeof given.status === 'number' ? given : { status: 200, body: given };
