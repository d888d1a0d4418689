import type { GoogleServiceAccountGrant } from '../../../connectors/authentication/grant.ts';
import { secretField } from '../endpoint/secret-field.ts';
import { signAssertion } from '../endpoint/sign-assertion.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';
import { googleAssertionGrant, serviceAccountClaims } from './google-assertion-grant.ts';
import { googleRevocation } from './google-revocation.ts';
import type { SchemeWith } from './scheme-with.ts';

/**
 * A Google service account by its key, for itself or, by domain-wide delegation, for a user.
 *
 * Where tokens come from is said by the configuration: the `token_uri` of the key is not followed, so that a secret can not lead to
 * a host that nobody reviewed.
 */
export const googleServiceAccount = (
  scheme: SchemeWith<GoogleServiceAccountGrant>,
  context: GrantContext,
): TokenGrant => {
  const byAssertion = googleAssertionGrant(scheme, context);
  const actingFor = (subject: string | undefined) =>
    byAssertion(async (secret, now) => {
      const key = readKey(secretField(scheme, secret, 'service_account_key'));
      return signAssertion({
        key: key.private_key,
        algorithm: 'RS256',
        keyId: key.private_key_id,
        claims: serviceAccountClaims(scheme, { account: key.client_email, subject, now }),
        id: context.unique(),
        now,
      });
    });
  const obtain = actingFor(scheme.grant.subject);
  return {
    obtain,
    obtainFor: (subject, secret, signal) => actingFor(subject)(secret, signal),
    refresh: (_, secret, signal) => obtain(secret, signal),
    revoke: googleRevocation(scheme, context),
  };
};

/** What is read of the JSON file that Google gives (cloud.google.com/iam/docs/keys-create-delete). */
interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id: string | undefined;
}

const readKey = (text: string): ServiceAccountKey => {
  const { type, client_email, private_key, private_key_id } = parse(text);
  if (type !== 'service_account') throw unusable('is not the key of a service account (its "type" says so)');
  if (typeof client_email !== 'string' || typeof private_key !== 'string')
    throw unusable('lacks client_email or private_key');
  return { client_email, private_key, private_key_id: typeof private_key_id === 'string' ? private_key_id : undefined };
};

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw unusable('is not JSON');
  }
};

const unusable = (what: string): TokenError =>
  new TokenError('token-client-refused', `"service_account_key" ${what}: enter the JSON file that Google gave, whole`);
