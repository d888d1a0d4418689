import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file that nobody but its owner can read, not even while it is written. An older one is replaced, not written into. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const unfinished = `${path}.${process.pid}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};
