import { readFileSync, statSync } from 'node:fs';
import { DataSyntaxError, parseData } from '../../../../config/load/parse-data.ts';
import { PlatformError, type PlatformErrorCode } from '../../../platform/platform-error.ts';

/** Group and others: a file of secrets is its owner's alone. */
const othersMask = 0o077;

const largestBytes = 1024 * 1024;

/**
 * The credentials of a file of the agent's machine: JSON or YAML, a map of texts, which its owner alone may read. It is read each time that it is needed, so
 * that a new one counts at once. No message repeats what it holds, or where it lies: the gate is told it.
 *
 * @throws PlatformError `secret-missing`, `secret-denied` or `secret-invalid`
 */
export const ownSecret = (path: string): Readonly<Record<string, string>> => {
  const value = parsed(textOf(path));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid();
  if (!Object.values(value).every((field) => typeof field === 'string')) throw invalid();
  return Object.fromEntries(Object.entries(value as Record<string, string>));
};

const textOf = (path: string): string => {
  try {
    const { mode, size } = statSync(path);
    if (process.platform !== 'win32' && mode & othersMask)
      throw failed('secret-denied', 'others may read the file of secrets: run chmod 600 on it');
    if (size > largestBytes) throw invalid();
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw failed('secret-missing', 'the file of secrets is not there: put it where the rule says', error);
    throw failed('secret-denied', `the file of secrets can not be read (${code}): correct who may`, error);
  }
};

const parsed = (text: string): unknown => {
  try {
    return parseData(text);
  } catch (error) {
    if (error instanceof DataSyntaxError) throw invalid();
    throw error;
  }
};

const failed = (code: PlatformErrorCode, message: string, cause?: unknown): PlatformError =>
  new PlatformError(code, message, { cause });

const invalid = (): PlatformError =>
  failed('secret-invalid', 'the file of secrets is no map of texts: write "name: value" a line, numbers in quotes');
