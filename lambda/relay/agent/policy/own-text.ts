import { readFileSync, statSync } from 'node:fs';
import { PlatformError } from '../../../platform/platform-error.ts';

const largestBytes = 4 * 1024 * 1024;

/**
 * The text of a file of the agent's machine that is no secret: a query, or certificate authorities.
 *
 * @throws PlatformError `file-missing`, `file-denied` or `file-unsupported`, whose message does not say where it lies: the gate is told it
 */
export const ownText = (path: string): string => {
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > largestBytes)
      throw new PlatformError('file-unsupported', 'the file is none, or larger than 4 MiB: name another one');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new PlatformError('file-missing', 'the file is not there: put it where the rule says', { cause: error });
    if (error instanceof TypeError)
      throw new PlatformError('file-unsupported', 'the file is no text in UTF-8: save it as such', { cause: error });
    throw new PlatformError('file-denied', `the file can not be read (${code}): correct who may`, { cause: error });
  }
};
