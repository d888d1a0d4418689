import { SourceError, type SourceErrorCode } from '../../source-error.ts';
import { NotLdap } from './frames.ts';

type Cause = readonly [SourceErrorCode, string];

/** Result codes (RFC 4511, appendix A.2), as far as something can be said that helps. */
const causes: Readonly<Record<number, Cause>> = {
  1: [
    'access-denied',
    'the server wants to know who asks before it answers: set bind: simple and enter user and password',
  ],
  2: ['source-failed', 'the server does not understand the request: it may be none of LDAP version 3'],
  3: [
    'source-timeout',
    "the server's own time limit is over: add an index on what the filter compares, or have the limit raised",
  ],
  4: [
    'configuration-invalid',
    'the server gives this account no more entries than its size limit: have it raised (OpenLDAP: limits dn.exact="<the account>" ' +
      'size=unlimited size.prtotal=unlimited; Active Directory: pageSize of no more than MaxPageSize; 389ds: nsslapd-sizelimit and nsLookThroughLimit)',
  ],
  7: ['configuration-invalid', 'the server does not know this way to bind: choose another one under bind'],
  8: ['configuration-invalid', 'the server wants TLS before it takes a password: set tls: ldaps or tls: starttls'],
  10: [
    'configuration-invalid',
    'another server holds this part of the directory: name that one as host (referrals are not followed)',
  ],
  11: ['configuration-invalid', 'the search is larger than the server allows: narrow base or filter, or add an index'],
  12: ['configuration-invalid', 'the server does not know a control that the gate needs'],
  13: ['configuration-invalid', 'the server wants TLS: set tls: ldaps or tls: starttls'],
  16: ['source-failed', 'the entry has no such attribute or value'],
  17: ['configuration-invalid', 'the server knows no attribute of that name'],
  18: ['configuration-invalid', 'the server can not compare an attribute as the filter wants it'],
  19: ['source-failed', "a value breaks a rule of the server's"],
  21: ['configuration-invalid', 'a value is not of the syntax of its attribute'],
  32: ['configuration-invalid', 'there is no such entry, or the account may not see it: check base'],
  34: ['configuration-invalid', 'the server does not accept a DN: check base, and user in the secret'],
  48: ['configuration-invalid', 'the account can not bind in this way: choose another one under bind'],
  49: ['credentials-refused', 'the server refuses the user or the password: renew them'],
  50: ['access-denied', 'the account may not do it: grant it'],
  51: ['source-throttled', 'the server is busy: try again later'],
  52: ['source-unreachable', 'the server is shutting down or not available: try again later'],
  53: [
    'access-denied',
    'the server is not willing to do it: it may want TLS or another account, or a rule of its own forbids it',
  ],
  64: ['source-failed', 'an entry of these object classes can not have this name or place'],
  65: ['source-failed', 'the entry would lack an attribute that its object class needs, or have one that it forbids'],
};

/** What Active Directory says of a refused bind: a Windows error in hexadecimal behind `data`. */
const activeDirectory: Readonly<Record<string, Cause>> = {
  '525': ['credentials-refused', 'there is no such user in Active Directory: check user in the secret'],
  '52e': ['credentials-refused', 'the password is wrong: renew it'],
  '530': ['credentials-refused', 'the account may not sign in at this time: lift its logon hours'],
  '531': ['credentials-refused', 'the account may not sign in from here: lift its list of workstations'],
  '532': ['credentials-refused', 'the password has expired: set a new one'],
  '533': ['credentials-refused', 'the account is disabled: enable it'],
  '701': ['credentials-refused', 'the account has expired: extend it'],
  '773': ['credentials-refused', 'the password must be changed first: set a new one'],
  '775': ['credentials-refused', 'the account is locked after too many wrong passwords: unlock it'],
};

/**
 * What a result code of a server means. What the server writes to it stays in `cause`: it may quote names and values.
 *
 * @param place what failed, for the message, such as `users`
 * @see https://learn.microsoft.com/windows/win32/debug/system-error-codes
 */
export const resultError = (resultCode: number, diagnostic: string, place: string): SourceError => {
  const data = resultCode === 49 ? /\bdata ([0-9a-f]{3,8})\b/i.exec(diagnostic)?.[1]?.toLowerCase() : undefined;
  const [code, sentence] =
    (data !== undefined && Object.hasOwn(activeDirectory, data) ? activeDirectory[data] : causes[resultCode]) ??
    (['source-failed', `the server answered with result code ${resultCode}`] as const);
  return new SourceError(code, `${place}: ${sentence}`, {
    detail: { resultCode, ...(data !== undefined && { data }) },
    cause: new Error(diagnostic),
  });
};

/** @throws SourceError if a result is none of success */
export const succeeded = (result: { readonly status: number; readonly errorMessage: string }, place: string): void => {
  if (result.status !== 0) throw resultError(result.status, result.errorMessage, place);
};

/** What went wrong on the way to the server. Node's own text stays in `cause`. */
export const connectionError = (error: unknown, place: string): SourceError => {
  if (error instanceof SourceError) return error;
  if (error instanceof NotLdap)
    return new SourceError('source-unreachable', `${place}: ${error.message}`, { cause: error });
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Node has no class for what goes wrong with a certificate; these are the beginnings of its codes.
  const isTls = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|SSL/.test(`${code ?? ''} ${String(error)}`);
  const sentence = isTls
    ? 'no trusted TLS connection: name its certificate authority under ca and the host as its certificate does, or see tls'
    : 'the server can not be reached, or broke off: check host, port and network';
  return new SourceError('source-unreachable', `${place}: ${sentence}`, { detail: code ? { code } : {}, cause: error });
};
