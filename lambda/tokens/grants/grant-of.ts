import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';

/** The grant of a scheme. Each kind is loaded when it is needed: most sources need one. */
export const grantOf = async (scheme: TokenScheme, context: GrantContext): Promise<TokenGrant> => {
  const { oauthGrant } = await import('../endpoint/oauth-grant.ts');
  return oauthGrant(scheme, context);
};
