import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { SourceError } from '../source-error.ts';
import type { ScimOptions } from './options.ts';

/** How a service is asked: the headers that prove who calls, and what sends them. */
export interface ScimCaller {
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * With the credentials of the secret, or a token, the context's own fetch proves it; with those that the vendor sent, the header
 * Authorization does: RFC 6750 (bearer) or RFC 7617 (basic).
 *
 * @throws SourceError if the vendor's credentials are missing, or can not stand in a header. That is checked here because fetch would
 * put the value into its error's text.
 */
export const scimCaller = async (options: ScimOptions, context: ImportContext): Promise<ScimCaller> =>
  options.credentials === 'secret'
    ? { fetch: context.fetchSource, headers: {} }
    : { fetch: context.fetch, headers: { authorization: await vendorsAuthorization(options, context) } };

const vendorsAuthorization = async ({ authentication }: ScimOptions, context: ImportContext): Promise<string> => {
  if (Object.hasOwn(authentication, 'bearer')) {
    const { token } = await readCredentials('fields', ['token'], context);
    if (!/^[\x21-\x7e]+$/.test(token))
      throw unusable('the token holds a blank, a line feed or a letter outside of ASCII');
    return `Bearer ${token}`;
  }
  const { user, password } = await readCredentials('fields', ['user', 'password'], context);
  if (user.includes(':')) throw unusable('the user holds a colon, which basic authentication does not allow');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
};

const unusable = (problem: string): SourceError => new SourceError('credentials-refused', `${problem}: enter it again`);
