const registered = [
  'access_denied',
  'authorization_pending',
  'consent_required',
  'expired_token',
  'interaction_required',
  'invalid_client',
  'invalid_dpop_proof',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'login_required',
  'server_error',
  'slow_down',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_token_type',
] as const;

/**
 * Errors of token endpoints that the gate tells apart, by their registered names (RFC 6749, sections 4.1.2.1 and 5.2; RFC 7009,
 * section 2.2.1; RFC 8628, section 3.5; RFC 8707, section 2; RFC 9449, section 5; OpenID Connect Core, section 3.1.2.6).
 */
export type OAuthError = (typeof registered)[number];

const isRegistered = (error: string): error is OAuthError => (registered as readonly string[]).includes(error);

/** Names that vendors have given to the same. */
const otherNames: ReadonlyMap<string, OAuthError> = new Map<string, OAuthError>([
  // GitHub: docs.github.com, "Troubleshooting OAuth app access token request errors" and "Authorizing OAuth apps"
  ['incorrect_client_credentials', 'invalid_client'],
  ['bad_verification_code', 'invalid_grant'],
  ['bad_refresh_token', 'invalid_grant'],
  ['unverified_user_email', 'invalid_grant'],
  ['incorrect_device_code', 'invalid_grant'],
  ['device_flow_disabled', 'unauthorized_client'],
  ['redirect_uri_mismatch', 'invalid_request'],
  // Slack: docs.slack.dev/reference/methods/oauth.v2.access
  ['invalid_client_id', 'invalid_client'],
  ['bad_client_secret', 'invalid_client'],
  ['invalid_code', 'invalid_grant'],
  ['code_already_used', 'invalid_grant'],
  ['invalid_refresh_token', 'invalid_grant'],
  ['invalid_grant_type', 'unsupported_grant_type'],
  ['bad_redirect_uri', 'invalid_request'],
  ['ratelimited', 'slow_down'],
  ['internal_error', 'server_error'],
  ['fatal_error', 'server_error'],
  ['service_unavailable', 'temporarily_unavailable'],
  // Salesforce: help.salesforce.com, "OAuth 2.0 Authorization Errors"
  ['invalid_client_credentials', 'invalid_client'],
  ['inactive_user', 'invalid_grant'],
  ['inactive_org', 'invalid_grant'],
  ['rate_limit_exceeded', 'slow_down'],
]);

/**
 * The registered name of the error that an answer has, with whatever status.
 *
 * @returns `undefined` if it has none; `unknown` if it has one that is not known here, and so may say anything
 * @example oauthErrorOf({ ok: false, error: 'bad_client_secret' }) // 'invalid_client'
 */
export const oauthErrorOf = (members: Readonly<Record<string, unknown>> = {}): OAuthError | 'unknown' | undefined => {
  const { error, ok } = members;
  if (typeof error !== 'string' || error === '') return ok === false ? 'unknown' : undefined;
  return otherNames.get(error) ?? (isRegistered(error) ? error : 'unknown');
};
