import type { Scheme, TokenScheme } from './authentication.ts';

/** Whether a scheme can get a token for any user of the source: by Google's domain-wide delegation, so far. */
export const actsForUsers = (scheme: Scheme): scheme is TokenScheme =>
  scheme.kind === 'token' && (scheme.grant.type === 'googleServiceAccount' || scheme.grant.type === 'googleWorkload');
