import { SourceError, type SourceErrorCode } from '../source-error.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that have one likely cause. */
const causes: Readonly<Record<number, readonly [SourceErrorCode, string]>> = {
  1: ['configuration-invalid', 'SQLite does not accept it: try it in the sqlite3 shell'],
  3: ['access-denied', 'access is denied'],
  5: ['source-unreachable', 'another process has locked it: try again later'],
  6: ['source-unreachable', 'it is locked: try again later'],
  10: ['source-failed', 'the file can not be read'],
  11: ['data-invalid', 'the file is damaged: restore it'],
  14: [
    'source-unreachable',
    'it can not be opened: is it there, and may it be read? (WAL mode also needs a folder to write to)',
  ],
  23: ['access-denied', 'access is denied'],
  26: ['data-invalid', 'the file is no SQLite database'],
};

/**
 * Classifies an error of node:sqlite. The driver's own text stays in `cause`.
 *
 * @param place what failed, for the message, such as `query 2`
 */
export const sqliteError = (error: unknown, place: string): unknown => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const primary = error.errcode & 0xff;
  const [code, sentence] = causes[primary] ?? ['source-failed', 'SQLite failed'];
  return new SourceError(code, `${place}: ${sentence}`, { detail: { errcode: error.errcode }, cause: error });
};
