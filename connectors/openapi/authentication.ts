import type { Authentication } from '../authentication/authentication.ts';
import type { Credentials, CredentialsContext } from '../connector.ts';
import { SourceError } from '../source-error.ts';

/**
 * The headers that prove who calls, of the ways that need nothing but the secret: RFC 6750 (bearer), RFC 7617 (basic), or a key in a
 * header.
 *
 * @throws SourceError `credentials-missing`, or `credentials-refused` if they can not stand in a header
 */
export const credentialsFor = async (
  authentication: Authentication,
  context: CredentialsContext,
): Promise<Credentials> => {
  const [name] = authentication.alternatives[0] ?? [];
  const scheme = name === undefined ? undefined : authentication.schemes[name];
  if (!scheme) return { headers: {} };
  const secret = await context.secret();
  if (scheme.kind === 'bearer') return { headers: { authorization: `Bearer ${visible(secret, 'token')}` } };
  if (scheme.kind === 'basic') {
    const user = entered(secret, 'user');
    if (user.includes(':')) throw unusable('user', 'holds a colon, which basic authentication does not allow');
    const pair = Buffer.from(`${user}:${entered(secret, 'password')}`).toString('base64');
    return { headers: { authorization: `Basic ${pair}` } };
  }
  if (scheme.kind === 'key' && scheme.in === 'header') return { headers: { [scheme.name]: visible(secret, 'key') } };
  throw new SourceError('configuration-invalid', 'calls by proxy can not be proved in this way yet');
};

type Secret = Readonly<Record<string, string>>;

const entered = (secret: Secret, field: string): string => {
  const value = Object.hasOwn(secret, field) ? secret[field] : undefined;
  if (value) return value;
  throw new SourceError(
    'credentials-missing',
    `the secret of this source has no text in its field "${field}": enter it in the secret store`,
    { detail: { field } },
  );
};

const visible = (secret: Secret, field: string): string => {
  const value = entered(secret, field);
  if (!/^[\x21-\x7e]+$/.test(value)) throw unusable(field, 'holds a blank, a line feed or a letter outside of ASCII');
  return value;
};

const unusable = (field: string, problem: string): SourceError =>
  new SourceError('credentials-refused', `the field "${field}" of the secret ${problem}: enter it again`, {
    detail: { field },
  });
