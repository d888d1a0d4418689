import { SourceError, type SourceErrorCode } from '../../connectors/source-error.ts';
import type { LogFields } from '../platform/log.ts';
import { PlatformError, type PlatformErrorCode } from '../platform/platform-error.ts';
import { thrownAt } from '../thrown-at.ts';
import { type Code, ProtocolError } from './protocol-error.ts';

/** Only administrators change a secret. */
type AdministrationProblem = 'secret-missing' | 'secret-changed';

/** Only jobs and the relay use a queue, and only a sync wakes itself; what the relay meets there it tells in its own words. */
type QueueProblem = `${'queue' | 'mailbox' | 'wake'}-${'missing' | 'denied' | 'unreachable'}`;

/** An import needs the gateway's key only to open its tokens: nobody changes it meanwhile. */
type ImportProblem = Exclude<PlatformErrorCode, 'key-changed' | AdministrationProblem | QueueProblem> | SourceErrorCode;

// Whatever the vendor itself can not mend is a failed precondition: `unauthenticated` and `permission_denied` speak of the caller.
const problems: Readonly<Record<ImportProblem, readonly [Code, string]>> = {
  'source-unreachable': ['unavailable', 'the source can not be reached; try again later'],
  'source-timeout': ['unavailable', 'the source did not answer in time; try again later'],
  'source-throttled': ['resource_exhausted', 'the source refuses more requests for now; try again later'],
  'source-failed': ['internal', 'the source answered with an error'],
  'credentials-missing': [
    'failed_precondition',
    'the credentials of the source are not complete; its administrator must enter them',
  ],
  'credentials-refused': [
    'failed_precondition',
    'the source refuses its credentials; its administrator must renew them',
  ],
  'credentials-unreachable': [
    'unavailable',
    'the credentials of the source can not be had at the moment; try again later',
  ],
  'access-denied': [
    'failed_precondition',
    'the source denies access to what is configured; its administrator must grant it',
  ],
  'data-invalid': ['data_loss', 'the source holds data that does not fit its configuration'],
  'data-changed': ['aborted', 'the source changed during the import; begin again'],
  'cursor-invalid': [
    'invalid_argument',
    'the cursor is not one that this gateway gave for the present configuration; begin again',
  ],
  'configuration-invalid': [
    'failed_precondition',
    'the configuration of the source does not work; its administrator must correct it',
  ],
  'secret-invalid': [
    'failed_precondition',
    'the secret of the source can not be used; its administrator must enter it again',
  ],
  'secret-denied': [
    'failed_precondition',
    'the gateway may not read the secret of the source; its administrator must grant it',
  ],
  'secret-unreachable': ['unavailable', 'the secret of the source can not be read at the moment; try again later'],
  'identity-missing': [
    'failed_precondition',
    'the gateway has no identity that the source trusts; its administrator must set one up',
  ],
  'identity-denied': [
    'failed_precondition',
    'the gateway may not prove its identity to the source; its administrator must grant it',
  ],
  'identity-unreachable': ['unavailable', 'the gateway can not prove its identity at the moment; try again later'],
  'key-missing': [
    'failed_precondition',
    'the gateway has no place for its key; its administrator must deploy it again',
  ],
  'key-invalid': ['failed_precondition', "the gateway's key can not be used; its administrator must restore it"],
  'key-denied': ['failed_precondition', 'the gateway may not read its key; its administrator must grant it'],
  'key-unreachable': ['unavailable', "the gateway's key can not be read at the moment; try again later"],
  'state-missing': [
    'failed_precondition',
    'the gateway has no place for the tokens of the source; its administrator must deploy it again',
  ],
  'state-invalid': [
    'failed_precondition',
    'what the gateway keeps of the source is damaged; its administrator must remove it',
  ],
  'state-denied': [
    'failed_precondition',
    'the gateway may not keep the tokens of the source; its administrator must grant it',
  ],
  'state-unreachable': [
    'unavailable',
    'what the gateway keeps of the source can not be read at the moment; try again later',
  ],
  'file-missing': ['failed_precondition', 'a file of the source is not there; its administrator must put it there'],
  'file-denied': [
    'failed_precondition',
    'the gateway may not read a file of the source; its administrator must grant it',
  ],
  'file-unreachable': ['unavailable', 'a file of the source can not be read at the moment; try again later'],
  'file-outside': [
    'failed_precondition',
    'the source names a file that must not be read; its administrator must correct the configuration',
  ],
  'file-unsupported': [
    'failed_precondition',
    'the source names a file that this host can not read; its administrator must correct the configuration',
  ],
};

/** One failure, as the vendor may hear of it and as the operator's log keeps it. */
export interface Failure {
  readonly error: ProtocolError;
  readonly fields: LogFields;
}

/**
 * Turns whatever an import threw into a code, a sentence and the reference number under which the log has the rest.
 *
 * @example tellVendor(new SourceError('source-unreachable', 'ECONNREFUSED'), 'ab12').error.message
 *   // 'source-unreachable: the source can not be reached; try again later (reference ab12)'
 */
export const tellVendor = (thrown: unknown, reference: string): Failure => {
  if (thrown instanceof ProtocolError) {
    const error = new ProtocolError(thrown.code, `${thrown.message} (reference ${reference})`);
    return { error, fields: { code: thrown.code, message: thrown.message } };
  }
  if ((thrown instanceof SourceError || thrown instanceof PlatformError) && isImportProblem(thrown.code)) {
    const [code, sentence] = problems[thrown.code];
    const error = new ProtocolError(code, `${thrown.code}: ${sentence} (reference ${reference})`);
    return { error, fields: { code: thrown.code, message: thrown.message, detail: thrown.detail } };
  }
  const error = new ProtocolError(
    'internal',
    `internal: the gateway failed; ask its operator (reference ${reference})`,
  );
  const name = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return { error, fields: { code: 'internal', exception: name, at: thrownAt(thrown) } };
};

const isImportProblem = (code: string): code is ImportProblem => Object.hasOwn(problems, code);
