import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/**
 * The text of a file, or of standard input for `-`: secrets do not belong into arguments, which every process can see.
 *
 * @throws the system's error, `ENOENT` for example
 */
export const readInput = async (file: string): Promise<string> =>
  (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim();
