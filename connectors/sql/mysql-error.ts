import { SourceError, type SourceErrorCode } from '../source-error.ts';

type Cause = readonly [SourceErrorCode, string];

const renew = 'the server refuses the user or the password: renew them';
const full: Cause = ['source-throttled', 'the server has no connection left for this user: try again later'];
const locked: Cause = ['credentials-refused', 'the account is locked, or its password has expired: renew it'];
const tooLong: Cause = [
  'source-timeout',
  'the query took too long: make it faster, add an index on its key, or raise timeout',
];
const stopped: Cause = ['source-unreachable', 'the server ended the connection: try again later'];

/**
 * Numbers of errors of MySQL and of MariaDB, which are the same where both know one.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html
 * @see https://mariadb.com/docs/server/reference/error-codes
 */
const causes: Readonly<Record<number, Cause>> = {
  1040: full,
  1203: full,
  1226: full,
  1044: ['access-denied', 'the user may not use this database: grant it SELECT there'],
  1045: ['credentials-refused', renew],
  1698: ['credentials-refused', renew],
  1820: locked,
  1862: locked,
  3118: locked,
  4151: locked,
  1129: ['source-unreachable', 'the server has blocked this address after failures: run FLUSH HOSTS there'],
  1130: ['access-denied', "the server takes no connection from this address: see the host of the user's account"],
  1251: ['credentials-refused', 'the server wants a kind of log-in that there is no more: renew the password'],
  1049: ['configuration-invalid', 'there is no database of that name'],
  1060: ['configuration-invalid', 'the query gives two columns of one name: rename one by AS'],
  1142: ['access-denied', 'the user may not read it: grant it SELECT'],
  1143: ['access-denied', 'the user may not read a column of it: grant it SELECT'],
  1227: ['access-denied', 'the user may not do this: leave it out of the query'],
  1370: ['access-denied', 'the user may not run a function of the query: grant it EXECUTE'],
  1792: ['configuration-invalid', 'the query writes, and the transaction only reads'],
  1205: tooLong,
  1317: tooLong,
  1969: tooLong,
  3024: tooLong,
  3954: ['configuration-invalid', 'the query has an INTO, and nothing is written: leave it out'],
  1053: stopped,
  1927: stopped,
  3169: stopped,
  4031: stopped,
  3159: ['configuration-invalid', 'the server speaks TLS only: leave out tls: disable'],
};

/** What the driver says itself, by its code. */
const driverCauses: Readonly<Record<string, Cause>> = {
  HANDSHAKE_NO_SSL_SUPPORT: ['source-unreachable', 'the server has no TLS: turn it on there, or see tls'],
  HANDSHAKE_SSL_ERROR: [
    'source-unreachable',
    'no trusted TLS connection: enter its certificate authority under ca, or see tls',
  ],
  AUTH_SWITCH_PLUGIN_ERROR: [
    'credentials-refused',
    'the server wants a kind of log-in that is not known here: use caching_sha2_password or mysql_native_password',
  ],
  PROTOCOL_CONNECTION_LOST: ['source-unreachable', 'the server broke off: try again later'],
};

const unreachable: Cause = [
  'source-unreachable',
  'the server can not be reached, or broke off: check host, port and network',
];

/**
 * Classifies an error of mysql2: what the server says has a number, everything else went wrong on the way to it. The error's own text
 * stays in `cause`, because it can quote values.
 *
 * @param place what failed, for the message, such as `query 2`
 */
export const mysqlError = (error: unknown, place: string): SourceError => {
  if (error instanceof SourceError) return error;
  if (fromServer(error)) {
    const [code, sentence] = ofServer(error);
    return new SourceError(code, `${place}: ${sentence}`, { detail: { errno: error.errno }, cause: error });
  }
  const name = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const [code, sentence] = driverCauses[name ?? ''] ?? unreachable;
  return new SourceError(code, `${place}: ${sentence}`, { detail: name ? { code: name } : {}, cause: error });
};

/** An error that the server sent: the only kind with an SQLSTATE. */
const fromServer = (error: unknown): error is Error & { readonly errno: number; readonly sqlState: string } =>
  error instanceof Error &&
  'sqlState' in error &&
  typeof error.sqlState === 'string' &&
  'errno' in error &&
  typeof error.errno === 'number';

/** SQLSTATE classes stand for many numbers: 42 is syntax and names, 08 the connection, 28 the log-in. */
const ofServer = ({ errno, sqlState }: { readonly errno: number; readonly sqlState: string }): Cause => {
  const known = causes[errno];
  if (known) return known;
  if (sqlState.startsWith('42'))
    return ['configuration-invalid', 'the server does not accept the query: try it in its own client as the same user'];
  if (sqlState.startsWith('28')) return ['credentials-refused', renew];
  if (sqlState.startsWith('08')) return unreachable;
  return ['source-failed', `the server answered with error ${errno}`];
};
