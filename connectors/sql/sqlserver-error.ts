import { SourceError, type SourceErrorCode } from '../source-error.ts';

type Cause = readonly [SourceErrorCode, string];

const renewed: Cause = ['credentials-refused', 'the server refuses the login or the password: renew them'];
const locked: Cause = ['credentials-refused', 'the login is disabled or locked, or its password has expired: renew it'];
const denied: Cause = ['access-denied', 'the login may not read it: grant it SELECT'];
const noUser: Cause = [
  'access-denied',
  'there is no database of that name, or the login has no user in it: create user … for login …',
];
const firewall: Cause = ['access-denied', 'the firewall of Azure SQL does not let this address in: add a rule'];
const busy: Cause = ['source-throttled', 'the server has no room left for it: try again later'];
const stopped: Cause = ['source-unreachable', 'the server ended the connection: try again later'];
const notAccepted: Cause = [
  'configuration-invalid',
  'the server does not accept the query: try it in its own client as the same login, within select * from (…) as page',
];

/** Numbers of errors (https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors). */
const causes: Readonly<Record<number, Cause>> = {
  18452: ['credentials-refused', 'the server takes no SQL logins: set its authentication to mixed mode'],
  18456: renewed,
  18470: locked,
  18486: locked,
  18487: locked,
  18488: locked,
  916: noUser,
  4060: noUser,
  4064: noUser,
  40615: firewall,
  40914: firewall,
  47073: firewall,
  229: denied,
  230: denied,
  297: denied,
  300: denied,
  10928: busy,
  10929: busy,
  17809: busy,
  40501: busy,
  49918: busy,
  49919: busy,
  49920: busy,
  40613: ['source-unreachable', 'the database is not available now: try again later'],
  596: stopped,
  1205: ['source-unreachable', 'the server chose this query as the victim of a deadlock: try again later'],
  6005: stopped,
  17142: stopped,
  1222: ['source-timeout', 'a lock of others did not end in time: allow snapshots in the database, or raise timeout'],
  207: notAccepted,
  208: notAccepted,
  209: notAccepted,
  1033: ['configuration-invalid', 'the query has an ORDER BY, which the gateway adds itself: leave it out'],
  3952: [
    'configuration-invalid',
    'the query reads another database, which allows no snapshot: alter database … set allow_snapshot_isolation on',
  ],
  8155: ['configuration-invalid', 'the query gives a column without a name: name it by AS'],
  8156: ['configuration-invalid', 'the query gives two columns of one name: rename one by AS'],
};

/** Severity of what is wrong with the text of a statement. */
const syntax = 15;

const tls: Cause = [
  'source-unreachable',
  'no trusted TLS connection: enter its certificate authority under ca, the name in it under certificateName, or see tls',
];

/** What tedious says itself, by its code. */
const driverCauses: Readonly<Record<string, Cause>> = {
  EENCRYPT: tls,
  EINSTLOOKUP: [
    'source-unreachable',
    'nobody says which port the instance has: start its SQL Server Browser, or write its port',
  ],
  ELOGIN: renewed,
  EFEDAUTH: ['credentials-refused', 'the server takes no SQL logins, only those of Entra ID: allow both'],
};

const unreachable: Cause = [
  'source-unreachable',
  'the server can not be reached, or broke off: check host, port and network',
];

/**
 * Classifies an error of tedious: what the server says has a number, everything else went wrong on the way to it. The error's own text
 * stays in `cause`, because it can quote values.
 *
 * @param place what failed, for the message, such as `query 2`
 * @param told the number that the server gave, where the driver's error does not say it
 */
export const sqlserverError = (error: unknown, place: string, told?: number): SourceError => {
  if (error instanceof SourceError) return error;
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const number = propertyOf(first, 'number', 'number') ?? told;
  if (number !== undefined) {
    const [code, sentence] = ofServer(number, propertyOf(first, 'class', 'number'));
    return new SourceError(code, `${place}: ${sentence}`, { detail: { number }, cause: error });
  }
  const name = propertyOf(first, 'code', 'string');
  const below = first instanceof Error ? codeBelow(first.cause) : undefined;
  const [code, sentence] = isTls(below) ? tls : (driverCauses[name ?? ''] ?? unreachable);
  const detail = below ?? name;
  return new SourceError(code, `${place}: ${sentence}`, { detail: detail ? { code: detail } : {}, cause: error });
};

const ofServer = (number: number, severity: number | undefined): Cause =>
  causes[number] ?? (severity === syntax ? notAccepted : ['source-failed', `the server answered with error ${number}`]);

/** What the socket said, of the last address that was tried. */
const codeBelow = (cause: unknown): string | undefined =>
  propertyOf(cause instanceof AggregateError ? cause.errors.at(-1) : cause, 'code', 'string');

// Node has no class for what goes wrong with a certificate; these are the beginnings of its codes.
const isTls = (code: string | undefined): boolean =>
  code !== undefined && /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|VERIFY/.test(code);

interface Kinds {
  readonly number: number;
  readonly string: string;
}

const propertyOf = <Kind extends keyof Kinds>(error: unknown, name: string, kind: Kind): Kinds[Kind] | undefined => {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value = (error as Readonly<Record<string, unknown>>)[name];
  return typeof value === kind ? (value as Kinds[Kind]) : undefined;
};
