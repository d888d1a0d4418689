import { bearerOf, scopedRoutes, type VendorRules } from '../scoped-routes.ts';
import { type StandIn, startStandIn } from '../stand-in.ts';
import type { Zoom, ZoomToken } from './start-zoom.ts';
import type { ZoomAccount } from './zoom-account.ts';
import { refuse } from './zoom-answers.ts';
import { zoomRoutes } from './zoom-routes.ts';

/** What there is behind api.zoom.us. */
export interface ZoomApiOptions {
  readonly account: ZoomAccount;
  /** Whose tokens are taken. */
  readonly zoom: Pick<Zoom, 'tokens'>;
  now(): number;
}

/** api.zoom.us, for tokens that zoom.us gave, as long as they last and as far as their scopes go. */
export const startZoomApi = ({ account, zoom, now }: ZoomApiOptions): Promise<StandIn> => {
  const rules: VendorRules<ZoomToken> = {
    unknownPath: () => refuse(404, 2300, 'This API endpoint is not recognized.'),
    callerOf: (request) => {
      const token = zoom.tokens.get(bearerOf(request) ?? '');
      if (!token) return refuse(401, 124, 'Invalid access token.');
      return token.until > now() ? token : refuse(401, 124, 'Access token is expired.');
    },
    checkScopes: (token, scopes) => {
      if (scopes.some((scope) => token.scopes.includes(scope))) return;
      refuse(400, 4711, `Invalid access token, does not contain scopes:[${scopes.join(',')}].`);
    },
    wrongParameter: (name) => refuse(400, 300, `Validation Failed: ${name}.`),
  };
  return startStandIn(scopedRoutes(zoomRoutes(account), rules), now);
};
