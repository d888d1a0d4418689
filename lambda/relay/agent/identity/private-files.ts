import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes a folder that nobody but its owner can look into; one that is there becomes one. On Windows, where modes mean nothing, its access list has the
 * owner, the system and administrators, for what is in it too (learn.microsoft.com/windows-server/administration/windows-commands/icacls).
 */
export const privateFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') return chmod(folder, 0o700);
  // Well-known names of the system and of administrators: their names differ by language.
  const rights = ['*S-1-5-18', '*S-1-5-32-544', '*S-1-3-4'].map((who) => `${who}:(OI)(CI)F`);
  await promisify(execFile)('icacls', [folder, '/inheritance:r', '/grant:r', ...rights], { windowsHide: true });
};

/** Writes a file for its owner alone: whole or not at all, and on the disk when it ends. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  const unfinished = join(dirname(path), `.${randomUUID()}`);
  try {
    await using file = await open(unfinished, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};
