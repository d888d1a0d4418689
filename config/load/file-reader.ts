import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A file that a configuration names: its text, or why it can not be had. */
export type NamedText =
  | { readonly file: string; readonly text: string }
  | { readonly what: string; readonly remedy: string };

/** Reads a file that a configuration names, by its path below the folder of the configuration. */
export type FileReader = (location: string, maximumMebibytes: number) => NamedText;

/**
 * Reads files of one folder, and of no other, links included.
 *
 * @param folder that of the configuration file
 */
export const folderReader =
  (folder: string): FileReader =>
  (location, maximumMebibytes) => {
    const file = join(folder, location);
    try {
      if (isOutside(resolve(folder), resolve(file)) || isOutside(realpathSync(folder), realpathSync(file)))
        return { what: "lies outside of the configuration's folder", remedy: 'Move the file there.' };
      const status = statSync(file);
      if (!status.isFile()) return { what: 'is not a file', remedy: 'Name a file.' };
      if (status.size > maximumMebibytes * 1024 * 1024)
        return { what: `is larger than ${maximumMebibytes} MiB`, remedy: 'Leave out what is not needed.' };
      return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
    } catch (error) {
      if (error instanceof TypeError)
        return { what: 'is not UTF-8 text', remedy: 'Save the file in the encoding UTF-8.' };
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      if (code === 'ENOENT' || code === 'ENOTDIR')
        return { what: 'is not there', remedy: `Put the file there: ${file}` };
      return { what: `can not be read (${code})`, remedy: 'Check who may read the file.' };
    }
  };

const isOutside = (folder: string, file: string): boolean => {
  const path = relative(folder, file);
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
};
