import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Replaces a file as a whole or not at all: whoever reads it meanwhile reads the old one. It keeps its rights, and a link stays a link.
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const file = await realpath(path);
  const { mode } = await stat(file);
  const unfinished = `${file}.${process.pid}`;
  try {
    await writeFile(unfinished, text, { mode, flag: 'wx', flush: true });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};
