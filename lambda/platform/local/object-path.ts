import { sep } from 'node:path';
import { stateName } from '../state-name.ts';

/** Shorter than what file systems take (255 bytes). What is longer goes on in a folder. */
const longest = 200;
const part = new RegExp(`.{1,${longest}}`, 'g');

/** Ends a file. Nothing else has it in its name, so that no file is in the way of a folder. */
const end = '=';

/**
 * The path of an object below its folder, for its name: flat as long as the name is not very long, so that no empty folders are left behind.
 * Capitals are written out, as the file systems of macOS and Windows do not tell them apart.
 *
 * @throws RangeError for a name as `stateName` refuses it
 * @example objectPath('requests/Ab') // 'requests,+ab='
 */
export const objectPath = (name: string): string => {
  const flat = stateName(name)
    .replace(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`)
    .replaceAll('/', ',');
  return flat.match(part)!.join('/') + end;
};

/** The name of an object, for its path; `undefined` for the path of a folder. */
export const objectName = (path: string): string | undefined => {
  if (!path.endsWith(end)) return undefined;
  return path
    .slice(0, -end.length)
    .replaceAll(sep, '')
    .replaceAll(',', '/')
    .replace(/\+(.)/g, (_, letter: string) => letter.toUpperCase());
};

/** Whether an entry of a folder is itself a folder, in which the paths of objects go on. */
export const isPartOfPath = (entry: string): boolean => entry.length === longest && !entry.endsWith(end);
