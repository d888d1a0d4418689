import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { PolicyRefusal } from '../policy-refusal.ts';
import type { FileRule } from './file-rule.ts';

/** A file that a rule allows. */
export interface AllowedFile {
  readonly rule: FileRule;
  /** Absolute, without links; where nothing is there, what its name would be. */
  readonly path: string;
}

/**
 * Finds the file that a location names, below the folder of a rule. What it is in truth, once links are followed, must lie there too. That nothing
 * is there is no refusal: whoever opens it says so.
 *
 * @throws PolicyRefusal
 */
export const findFile = (rules: readonly FileRule[], location: string): AllowedFile => {
  const segments = segmentsOf(location);
  const naming = rules.filter(({ names }) => names.some((fits) => fits(segments)));
  if (naming.length === 0)
    throw new PolicyRefusal(
      'no file rule names this file',
      'Write one under allow: - file: { folder: <where it is>, names: [ <its name> ] }',
    );
  const found = naming.map((rule) => ({ rule, path: realPath(rule, segments) }));
  const inside = found.filter((file): file is AllowedFile => file.path !== 'outside' && file.path !== undefined);
  const [first] = inside;
  if (first) return isFile(first.path) ? first : refuse();
  if (found.some(({ path }) => path === 'outside'))
    throw new PolicyRefusal(
      'the file is a link, or lies behind one, that leads out of the folder of its rule',
      'Put the file there itself, or name the folder that the link leads to.',
    );
  const [rule] = naming;
  return { rule: rule!, path: join(rule!.folder, ...segments) };
};

/** Neither a folder, nor what a device or another process would answer for ever. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;

const refuse = (): never => {
  throw new PolicyRefusal('what the file rule names is no file', 'Name a file.');
};

/** Names that Windows takes for devices, whatever follows a dot. */
const device = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)(\.|$)/i;

const segmentsOf = (location: string): readonly string[] => {
  if (typeof location !== 'string' || location.length > 4096) throw foreign('is none');
  // A colon begins a drive, a scheme, or a stream behind a file's name on Windows.
  if (/[\\:\p{Cc}]/u.test(location)) throw foreign('has a backslash, a colon or an invisible character');
  if (location.startsWith('/')) throw foreign('is absolute');
  const segments = location.replace(/^(\.\/)+/, '').split('/');
  for (const segment of segments) {
    if (segment === '') throw foreign('has an empty segment');
    // Windows leaves dots and blanks at the end away.
    if (/[. ]$/.test(segment)) throw foreign('has a segment that leads elsewhere, or ends with a dot or a blank');
    if (device.test(segment)) throw foreign('is that of a device on Windows');
    if (/~\d/.test(segment)) throw foreign('may be the short form of another name on Windows');
  }
  return segments;
};

/** `undefined` if nothing is there. */
const realPath = ({ folder }: FileRule, segments: readonly string[]): string | 'outside' | undefined => {
  try {
    const path = realpathSync.native(join(folder, ...segments));
    const inside = relative(realpathSync.native(folder), path);
    return inside === '' || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`) ? 'outside' : path;
  } catch {
    return undefined;
  }
};

const foreign = (what: string): PolicyRefusal =>
  new PolicyRefusal(`the path of the file ${what}`, 'Name a file below a folder, such as ./daily/people.csv.');
