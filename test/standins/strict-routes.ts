import { type RouteAt, routeAt } from './route-at.ts';
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

/** A route that was found, and the parameters of the request that it does not have. */
export interface Found<Needs> extends RouteAt<Route<Needs>> {
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
  const find = routeAt(routes);
  return (method, path, query) => {
    const found = find(method, path);
    return found && { ...found, unknown: [...query.keys()].filter((name) => !found.route.query?.includes(name)) };
  };
};

/** Whether what a route gave is an answer with a status, or just the body of a 200. */
export const answerFrom = (given: StandInAnswer | object): StandInAnswer =>
  'status' in given && typeof given.status === 'number' ? given : { status: 200, body: given };
