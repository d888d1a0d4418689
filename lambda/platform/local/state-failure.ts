import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';

const notWritable = 'the state file of this source can not be read or written: correct who may';
const full = 'the state file of this source can not be written: is the disk full?';
const damaged =
  'the state file of this source is damaged: remove it, and connect the source again if a person signed in';

/** Primary result codes of SQLite (sqlite.org/rescode.html), and codes of the system. */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  3: ['state-denied', notWritable],
  5: ['state-unreachable', 'another process holds the state file of this source: end it'],
  6: ['state-unreachable', 'another process holds the state file of this source: end it'],
  8: ['state-denied', notWritable],
  10: ['state-unreachable', full],
  11: ['state-invalid', damaged],
  13: ['state-unreachable', full],
  14: ['state-denied', notWritable],
  26: ['state-invalid', damaged],
  ENOSPC: ['state-unreachable', full],
  EDQUOT: ['state-unreachable', full],
};

/** Whether another process was faster, and may be done in a moment. */
export const isLocked = (error: unknown): boolean => resultOf(error) === 5 || resultOf(error) === 6;

/** Says in our words why a state file does not work. The text of SQLite or of the system stays in `cause`: it names paths. */
export const stateFailure = (error: unknown): unknown => {
  if (error instanceof PlatformError || !(error instanceof Error)) return error;
  const result = resultOf(error);
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  // A name that is none, or an error of our own.
  if (result === undefined && code === 'unknown') return error;
  const [stateCode, sentence] = causes[result ?? code] ?? ['state-denied', notWritable];
  return new PlatformError(stateCode, sentence, { detail: { cause: result ?? code }, cause: error });
};

/** Extended result codes have the primary one in their last byte. */
const resultOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
