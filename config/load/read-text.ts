import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../config-error.ts';
import { configurationKind, maximumBytes, tooLarge } from './file-kind.ts';

/**
 * The text of a configuration file.
 *
 * @throws ConfigError if there is none, it can not be read, it is over 1 MiB, or it is not UTF-8
 */
export const readText = (path: string): string => {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw ConfigError.of([
      {
        file: path,
        line: badLine(bytes),
        column: 1,
        path: '',
        what: 'this line is not UTF-8 text',
        remedy: 'Save the file in the encoding UTF-8.',
      },
    ]);
  }
};

const readBytes = (path: string): Uint8Array => {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new ConfigError('config-unreadable', `${path} is not a file. ${howToStart}`);
    if (status.size > maximumBytes(configurationKind)) throw ConfigError.of([tooLarge(path, configurationKind)]);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new ConfigError('config-not-found', `There is no ${path}. ${howToStart}`);
    throw new ConfigError('config-unreadable', `${path} can not be read (${code}). Check who may read it.`);
  }
};

const howToStart =
  'A gateway is described in a file named sallyport.yaml: make one with sallyport init, or go to the folder that it is in, or say where ' +
  'it is (sallyport --config <file>, cdk -c config=<file>, SALLYPORT_CONFIG=<file> cdktf).';

/** A line feed is never a part of another UTF-8 character, so that lines can be looked at one by one. */
const badLine = (bytes: Uint8Array): number => {
  let line = 1;
  for (let start = 0; start <= bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!isUtf8(part) || end < 0) return line;
    start = end + 1;
  }
  return line;
};
