import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSecret } from '../parse-secret.ts';
import type { Secrets } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';

/** Group and others: a secret file is its owner's alone. */
const othersMask = 0o077;

/**
 * A source's secret on this machine: `<directory>/<source>.json`, a JSON object of strings that only its owner may read.
 *
 * @throws PlatformError when it is read: `secret-denied` if it can not be read, or others may read it; `secret-invalid`
 */
export const localSecrets = (directory: string, source: string): Secrets => {
  const path = join(directory, `${source}.json`);
  return {
    async read() {
      try {
        const { mode } = await stat(path);
        if (process.platform !== 'win32' && mode & othersMask) throw open();
        return parseSecret(await readFile(path, 'utf8'));
      } catch (error) {
        if (error instanceof PlatformError) throw error;
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return {};
        throw new PlatformError('secret-denied', 'the secret file of this source can not be read: correct who may', {
          detail: { cause: code },
          cause: error,
        });
      }
    },
  };
};

const open = () =>
  new PlatformError('secret-denied', 'others may read the secret file of this source: run chmod 600 on it');
