import * as z from 'zod';
import type { Credentials, CredentialsContext, SecretField } from '../connector.ts';
import { SourceError } from '../source-error.ts';

const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/i, 'write the name of a header, such as x-api-key')
  .refine(
    (name) => !/^(host|cookie2?|connection|content-.*|transfer-encoding|te|trailer|upgrade|proxy-.*)$/i.test(name),
    {
      error: 'is a header that carries no key',
    },
  );

/** How the gate proves to an API who calls. */
export const authenticationOption = z
  .union([z.enum(['none', 'bearer', 'basic']), z.strictObject({ header: headerName.describe('Name of the header.') })])
  .default('none')
  .meta({
    description:
      'How the gate proves to the API who calls. none. bearer: by a token. basic: by a user and a password. Or the name of a ' +
      'header that carries a key.',
    examples: ['bearer', { header: 'x-api-key' }],
  });

export type Authentication = z.output<typeof authenticationOption>;

const required = (name: string, description: string): SecretField => ({ name, description, required: true });

/** What the administrator must enter into the source's secret. */
export const secretFields = (authentication: Authentication): readonly SecretField[] => {
  if (authentication === 'none') return [];
  if (authentication === 'bearer') return [required('token', 'Bearer token of the API.')];
  if (authentication === 'basic')
    return [required('user', 'User name at the API.'), required('password', 'Password at the API.')];
  return [required('key', `Key of the API, which is sent in the header ${authentication.header}.`)];
};

/**
 * The headers that prove who calls: RFC 6750 (bearer), RFC 7617 (basic), or a key in a header.
 *
 * @throws SourceError `credentials-missing`, or `credentials-refused` if they can not stand in a header
 */
export const credentialsFor = async (
  authentication: Authentication,
  context: CredentialsContext,
): Promise<Credentials> => {
  if (authentication === 'none') return { headers: {} };
  const secret = await context.secret();
  if (authentication === 'bearer') return { headers: { authorization: `Bearer ${visible(secret, 'token')}` } };
  if (authentication === 'basic') {
    const user = entered(secret, 'user');
    if (user.includes(':')) throw unusable('user', 'holds a colon, which basic authentication does not allow');
    const pair = Buffer.from(`${user}:${entered(secret, 'password')}`).toString('base64');
    return { headers: { authorization: `Basic ${pair}` } };
  }
  return { headers: { [authentication.header.toLowerCase()]: visible(secret, 'key') } };
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
