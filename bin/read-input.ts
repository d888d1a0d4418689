import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * The text of a file, or of standard input for `-`: secrets do not belong into arguments, which every process can see.
 *
 * @throws the system's error, `ENOENT` for example
 */
export const readInput = async (file: string, input: Readable): Promise<string> =>
  (file === '-' ? await text(input) : await readFile(file, 'utf8')).trim();
