import { routeAt } from './route-at.ts';
import type { StandInAnswer, StandInRequest } from './stand-in.ts';

/** A request that was let in: to a path that there is, by a caller whose token allows it, with parameters that it takes. */
export interface RouteCall<Caller> {
  readonly request: StandInRequest;
  readonly caller: Caller;
  /** Of the path, decoded once. */
  readonly variables: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** One operation of an API. */
export interface ScopedRoute<Caller> {
  /** The token must have one of these. */
  readonly scopes: readonly string[];
  /** What each parameter of the query must be, wholly; others are refused. One with the flag `g` may be repeated. */
  readonly query?: Readonly<Record<string, RegExp>>;
  readonly answer: (call: RouteCall<Caller>) => object;
}

/** Operations by method and path, the host in front: `GET /api.zoom.us/v2/users/{userId}/meetings`. */
export type ScopedRoutes<Caller> = Readonly<Record<string, ScopedRoute<Caller>>>;

/** What a vendor says when it refuses: each throws a Refusal. */
export interface VendorRules<Caller> {
  unknownPath(request: StandInRequest): never;
  /** Whose token it is; throws for none, an unknown one, and one that is over. */
  callerOf(request: StandInRequest): Caller;
  checkScopes(caller: Caller, scopes: readonly string[]): void;
  wrongParameter(name: string): never;
}

/** Answers requests of an API as strictly as it documents: the path first, then who calls, what for, and with which parameters. */
export const scopedRoutes = <Caller>(
  routes: ScopedRoutes<Caller>,
  rules: VendorRules<Caller>,
): ((request: StandInRequest) => StandInAnswer) => {
  const find = routeAt(Object.entries(routes).map(([name, route]) => ({ ...route, name })));
  return (request) => {
    const found = find(request.method, request.path);
    if (!found) return rules.unknownPath(request);
    const { route, variables } = found;
    const caller = rules.callerOf(request);
    rules.checkScopes(caller, route.scopes);
    const wrong = wrongParameter(request.query, route.query ?? {});
    if (wrong !== undefined) rules.wrongParameter(wrong);
    return { status: 200, body: route.answer({ request, caller, variables, query: request.query }) };
  };
};

const wrongParameter = (query: URLSearchParams, allowed: Readonly<Record<string, RegExp>>): string | undefined => {
  const isRight = (name: string, value: string): boolean => {
    const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (!rule || (query.getAll(name).length > 1 && !rule.global)) return false;
    return new RegExp(`^(?:${rule.source})$`).test(value);
  };
  return [...query].find(([name, value]) => !isRight(name, value))?.[0];
};

/** The token of `Authorization: Bearer …`. */
export const bearerOf = ({ headers }: StandInRequest): string | undefined =>
  /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
