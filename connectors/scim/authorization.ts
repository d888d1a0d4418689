import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { SourceError } from '../source-error.ts';
import type { ScimOptions } from './options.ts';

/**
 * The value of the Authorization header: RFC 6750 (bearer) or RFC 7617 (basic).
 *
 * @throws SourceError if the credentials are missing, or can not stand in a header. That is checked here because fetch would put the
 * value into its error's text.
 */
export const authorization = async (options: ScimOptions, context: ImportContext): Promise<string> => {
  if (options.authentication === 'bearer') {
    const { token } = await readCredentials(options.credentials, ['token'], context);
    if (!/^[\x21-\x7e]+$/.test(token))
      throw unusable('the token holds a blank, a line feed or a letter outside of ASCII');
    return `Bearer ${token}`;
  }
  const { user, password } = await readCredentials(options.credentials, ['user', 'password'], context);
  if (user.includes(':')) throw unusable('the user holds a colon, which basic authentication does not allow');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
};

const unusable = (problem: string): SourceError => new SourceError('credentials-refused', `${problem}: enter it again`);
