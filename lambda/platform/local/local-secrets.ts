import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSecret, SecretInvalid } from '../parse-secret.ts';
import type { Secrets } from '../platform.ts';

/** Group and others: a secret file is its owner's alone. */
const othersMask = 0o077;

/**
 * A source's secret on this machine: `<directory>/<source>.json`, a JSON object of strings that only its owner may read.
 *
 * @throws SecretInvalid when it is read, if it is something else or others may read it
 */
export const localSecrets = (directory: string, source: string): Secrets => {
  const path = join(directory, `${source}.json`);
  return {
    async read() {
      const mode = await stat(path).then(
        (found) => found.mode,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (mode === undefined) return {};
      if (process.platform !== 'win32' && mode & othersMask) {
        throw new SecretInvalid('others may read the secret file of this source: run chmod 600 on it');
      }
      return parseSecret(await readFile(path, 'utf8'));
    },
  };
};
