import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';

/**
 * The grant of a scheme. Each kind is loaded when it is used.
 *
 * @example const { accessToken } = await (await grantOf(scheme, context)).obtain!(secret, signal);
 */
export const grantOf = async (scheme: TokenScheme, context: GrantContext): Promise<TokenGrant> => {
  const { grant } = scheme;
  switch (grant.type) {
    case 'githubApp':
      return (await import('./github-app.ts')).githubApp({ ...scheme, grant }, context);
    case 'googleServiceAccount':
      return (await import('./google-service-account.ts')).googleServiceAccount({ ...scheme, grant }, context);
    case 'googleWorkload':
      return (await import('./google-workload.ts')).googleWorkload({ ...scheme, grant }, context);
    case 'login':
      return (await import('./login.ts')).login({ ...scheme, grant }, context);
    default:
      return (await import('../endpoint/oauth-grant.ts')).oauthGrant(scheme, context);
  }
};
