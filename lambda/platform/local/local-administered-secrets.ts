import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AdministeredSecrets, StoredSecret } from '../administered-secrets.ts';
import { formatSecret } from '../format-secret.ts';
import { PlatformError } from '../platform-error.ts';
import { secretChanged } from '../secret-changed.ts';
import { localSecrets } from './local-secrets.ts';

/** The version of a secret that nobody has entered yet. */
const none = 'none';

/** Nobody writes a file of a few kilobytes for so long: whoever left it was ended. */
const abandonedMilliseconds = 60_000;

/**
 * A source's secret on this machine, `<directory>/<source>.json`, for the administrator who enters it.
 *
 * The whole file is written beside its place and put there at once. Of several writers one wins: the file beside is named after the
 * version that it follows, and can be made once only.
 *
 * @param now milliseconds since 1970
 */
export const localAdministeredSecrets = (directory: string, source: string, now: () => number): AdministeredSecrets => {
  const path = join(directory, `${source}.json`);
  const secrets = localSecrets(directory, source);
  return {
    async read(): Promise<StoredSecret> {
      // In this order: if somebody writes in between, the version is too old, and nothing of theirs is lost.
      const { version, changedAt } = await stateOf(path);
      return { fields: await secrets.read(), version, changedAt };
    },
    async write(fields, after) {
      const text = `${formatSecret(fields)}\n`;
      const draft = `${path}.after-${after}`;
      await asDenied(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
      await removeAbandoned(draft, now());
      if (!(await made(draft))) throw secretChanged();
      try {
        await asDenied(() => filled(draft, text));
        if ((await stateOf(path)).version !== after) throw secretChanged();
        await asDenied(() => rename(draft, path));
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
};

const stateOf = (path: string): Promise<Omit<StoredSecret, 'fields'>> =>
  asDenied(async () => {
    try {
      const { ino, mtimeNs, mtimeMs } = await stat(path, { bigint: true });
      return { version: `${ino}-${mtimeNs}`, changedAt: Number(mtimeMs) };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { version: none, changedAt: undefined };
      throw error;
    }
  });

const removeAbandoned = async (draft: string, now: number): Promise<void> => {
  const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: now }));
  if (now - mtimeMs > abandonedMilliseconds) await rm(draft, { force: true });
};

/** Whether this process made the file; somebody else has if not. */
const made = (draft: string): Promise<boolean> =>
  asDenied(async () => {
    try {
      await using _ = await open(draft, 'wx', 0o600);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  });

const filled = async (draft: string, text: string): Promise<void> => {
  await using file = await open(draft, 'r+');
  await file.writeFile(text);
  await file.sync();
};

const asDenied = async <Result>(act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    throw new PlatformError(
      'secret-denied',
      'the secret file of this source can not be read or written: correct who may',
      {
        detail: { cause: codeOf(error) },
        cause: error,
      },
    );
  }
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
