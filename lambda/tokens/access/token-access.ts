import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { Credentials, SchemeAccess } from '../credentials.ts';
import type { TokenKeeper } from '../renewing-keeper.ts';
import { TokenError } from '../token-error.ts';
import type { TokenRecord } from '../token-record.ts';

/** Credentials made of a token that the gate keeps. */
export const tokenAccess = ({ send }: Pick<TokenScheme, 'send'>, keeper: TokenKeeper): SchemeAccess => {
  let known: { readonly record: TokenRecord; readonly credentials: Credentials } | undefined;
  const generations = new WeakMap<Credentials, number>();
  const credentialsOf = (record: TokenRecord): Credentials => {
    if (known?.record === record) return known.credentials;
    const credentials = { headers: headersOf(record, send) };
    generations.set(credentials, record.generation);
    known = { record, credentials };
    return credentials;
  };
  return {
    current: async (signal) => credentialsOf(await keeper.current(signal)),
    refused: async (credentials, signal) =>
      (await keeper.renewed(generations.get(credentials) ?? 0, signal)) !== undefined,
  };
};

/** Servers differ in how they write the type, and some write one that no source understands: RFC 6750 knows one way to send it. */
const headersOf = ({ accessToken = '' }: TokenRecord, send: TokenScheme['send']): Credentials['headers'] => {
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new TokenError(
      'token-answer-invalid',
      'the token holds a blank, a line feed or a letter outside of ASCII, and can not be sent: ask the administrator of the authorization server',
    );
  }
  return send === 'bearer' ? { authorization: `Bearer ${accessToken}` } : { [send.header.toLowerCase()]: accessToken };
};
