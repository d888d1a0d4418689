import { SourceError, type SourceErrorCode } from '../source-error.ts';

type Cause = readonly [SourceErrorCode, string];

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html), whole or by their class. */
const causes: Readonly<Record<string, Cause>> = {
  '08': ['source-unreachable', 'the connection broke: try again later'],
  '28': ['credentials-refused', 'the server refuses the user or the password: renew them'],
  '42': ['configuration-invalid', 'the server does not accept the query: try it in psql as the same role'],
  '0A000': ['configuration-invalid', 'the server does not allow this within a query that is paged: read only'],
  '25P03': ['source-timeout', 'the transaction was idle for too long: the caller reads too slowly'],
  '3D000': ['configuration-invalid', 'there is no database of that name'],
  '42501': ['access-denied', 'the role may not read it: grant it SELECT'],
  '53300': ['source-throttled', 'the server has no connection left: try again later'],
  '57014': ['source-timeout', 'the query took too long: make it faster, add an index on its key, or raise timeout'],
  '57P01': ['source-unreachable', 'the server shuts down: try again later'],
  '57P02': ['source-unreachable', 'the server has crashed: try again later'],
  '57P03': ['source-unreachable', 'the server is starting: try again later'],
};

/**
 * Classifies an error of pg: what the server says has a SQLSTATE, everything else went wrong on the way to it. The error's own
 * text stays in `cause`, because it can quote values.
 *
 * @param place what failed, for the message, such as `query 2`
 */
export const postgresError = (error: unknown, place: string): SourceError => {
  if (error instanceof SourceError) return error;
  const [code, sentence] = fromServer(error) ? ofServer(error.code) : ofConnection(error);
  const detail = codeOf(error);
  return new SourceError(code, `${place}: ${sentence}`, {
    detail: detail ? { [fromServer(error) ? 'sqlstate' : 'code']: detail } : {},
    cause: error,
  });
};

/** An error that the server sent: the only kind with a severity. */
const fromServer = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'severity' in error && typeof codeOf(error) === 'string';

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const ofServer = (sqlstate: string): Cause =>
  causes[sqlstate] ??
  causes[sqlstate.slice(0, 2)] ?? ['source-failed', `the server answered with SQLSTATE ${sqlstate}`];

const ofConnection = (error: unknown): Cause => {
  // Node has no class for what goes wrong with a certificate; these are the beginnings of its codes and of pg's own sentences.
  const text = `${codeOf(error) ?? ''} ${error instanceof Error ? error.message : ''}`;
  if (/^SASL|^ SASL/.test(text))
    return ['credentials-refused', 'the server does not take part in the password check as it should'];
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|SSL/.test(text)) {
    return ['source-unreachable', 'no trusted TLS connection: enter its certificate authority under ca, or see tls'];
  }
  return ['source-unreachable', 'the server can not be reached, or broke off: check host, port and network'];
};
