import * as z from 'zod';

/** What to do about a name that can not be used freely, by the name. */
export type NameRemedies = Readonly<Record<string, string>>;

const isSet = 'is set by the protocol';

/**
 * A map from names to texts that go to an authorization server. Names that the gate itself sets are refused, with what to write
 * instead.
 */
export const textsBesides = (remedies: NameRemedies) =>
  z
    .record(z.string().min(1).max(64), z.string().max(4096))
    .superRefine((texts, context) => {
      for (const name of Object.keys(texts)) {
        if (!Object.hasOwn(remedies, name)) continue;
        context.addIssue({
          code: 'custom',
          path: [name],
          message: isSet,
          params: { at: 'key', remedy: remedies[name] },
        });
      }
    })
    .meta({ propertyNames: { minLength: 1, maxLength: 64, not: { enum: Object.keys(remedies) } } });

const bySecret = (field: string): string => `Remove it, and enter it by: sallyport secrets set <source> ${field}`;
const remove = 'Remove it.';
const byClient = 'Remove it: client says how the client proves itself.';
const byKey = (key: string): string => `Write it as ${key}.`;

/** Parameters of OAuth 2.0 and its relatives that the gate sets (IANA, OAuth Parameters). */
export const protocolParameters: NameRemedies = {
  grant_type: 'Remove it: the key above says which grant it is.',
  client_id: byKey('clientId'),
  client_secret: bySecret('client_secret'),
  client_assertion: byClient,
  client_assertion_type: byClient,
  scope: byKey('scopes'),
  username: bySecret('username'),
  password: bySecret('password'),
  refresh_token: bySecret('refresh_token'),
  subject_token: bySecret('subject_token'),
  subject_token_type: byKey('subjectTokenType'),
  requested_token_type: byKey('requestedTokenType'),
  account_id: byKey('accountId'),
  assertion: remove,
  code: remove,
  code_verifier: remove,
  code_challenge: remove,
  code_challenge_method: remove,
  device_code: remove,
  redirect_uri: remove,
  response_mode: remove,
  response_type: remove,
  state: remove,
  token: remove,
  token_type_hint: remove,
};

/** Claims of an assertion that the gate sets (RFC 7523, section 3). */
export const protocolClaims: NameRemedies = {
  iss: byKey('issuer'),
  sub: byKey('subject'),
  aud: byKey('audience'),
  exp: remove,
  iat: remove,
  nbf: remove,
  jti: remove,
};
