import type { Entra } from '../entra/start-entra.ts';
import { organisation } from '../organisation.ts';
import { bearerOf, type ScopedRoutes, scopedRoutes, type VendorRules } from '../scoped-routes.ts';
import { type StandIn, startStandIn } from '../stand-in.ts';
import { accessRoutes } from './access-routes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { filesRoutes } from './files-routes.ts';
import { refuse } from './graph-refusal.ts';
import { outlookRoutes } from './outlook-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { teamsRoutes } from './teams-routes.ts';
import type { Tenant } from './tenant.ts';

/** What there is behind graph.microsoft.com. */
export interface GraphOptions {
  /** Whose tokens are taken. */
  readonly entra: Pick<Entra, 'tokens'>;
  /** Application permissions that an administrator granted to every app. */
  readonly permissions: readonly string[];
  readonly tenant?: Partial<Tenant>;
  now(): number;
}

/** The tenant that there is if nothing else is said. */
export const graphTenant: Tenant = {
  company: organisation({ people: 40, groups: 8 }),
  people: 40,
  devices: 7,
  applications: 5,
  signIns: 9,
  atMost: 999,
};

const host = 'graph.microsoft.com';

/** Each operation below its host and version. */
const below = (prefix: string, routes: ScopedRoutes<unknown>): ScopedRoutes<unknown> =>
  Object.fromEntries(Object.entries(routes).map(([name, route]) => [name.replace(' ', ` ${prefix}`), route]));

/**
 * Microsoft Graph of one tenant: takes tokens that Entra gave for it, as long as they last, and refuses what the documentation of an
 * operation does not have.
 */
export const startGraph = ({ entra, permissions, tenant = {}, now }: GraphOptions): Promise<StandIn> => {
  const all: Tenant = { ...graphTenant, ...tenant };
  const rules: VendorRules<unknown> = {
    unknownPath: ({ method, path }) =>
      method === 'GET'
        ? refuse(400, 'BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`)
        : refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.'),
    callerOf: (request) => {
      const token = entra.tokens.get(bearerOf(request) ?? '');
      if (token?.resource !== `https://${host}`)
        return refuse(401, 'InvalidAuthenticationToken', 'Access token validation failure. Invalid audience.');
      return token.until > now()
        ? token
        : refuse(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
    },
    checkScopes: (_, scopes) => {
      if (!scopes.some((scope) => permissions.includes(scope)))
        refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    },
    wrongParameter: (name) => refuse(400, 'BadRequest', `The query parameter '${name}' is not as it must be.`),
  };
  const server = `https://${host}/v1.0`;
  const routes = {
    ...below(`/${host}/v1.0`, {
      ...directoryRoutes(all, server),
      ...accessRoutes(all, server),
      ...outlookRoutes(all, server),
      ...teamsRoutes(all, server),
      ...filesRoutes(all, server),
    }),
    ...below(`/${host}/beta`, reportRoutes(all, `https://${host}/beta`)),
  };
  return startStandIn(scopedRoutes(routes, rules), now);
};
