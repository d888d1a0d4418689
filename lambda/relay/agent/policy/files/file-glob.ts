import { type SegmentGlob, segmentGlob } from '../http/segment-glob.ts';

/** Whether the folders and the name of a file are those of a glob. */
export type FileGlob = (segments: readonly string[]) => boolean;

/**
 * Compiles a glob of paths below a folder: `*` is one character or more without a slash, `**` any number of folders.
 *
 * @example fileGlob('daily/*.csv')(['daily', '1.csv']) // true
 */
export const fileGlob = (glob: string): FileGlob => matchFrom(glob.split('/').map(compile), 0);

const compile = (segment: string): SegmentGlob | '**' => (segment === '**' ? '**' : segmentGlob(segment));

const matchFrom =
  (globs: readonly (SegmentGlob | '**')[], from: number): FileGlob =>
  (segments) => {
    const glob = globs[from];
    if (glob === undefined) return segments.length === 0;
    const rest = matchFrom(globs, from + 1);
    if (glob !== '**') return segments.length > 0 && glob(segments[0]!) && rest(segments.slice(1));
    return segments.some((_, at) => rest(segments.slice(at)));
  };

/** What is wrong with a glob; `undefined` if it is right. */
export const globProblem = (glob: string): string | undefined => {
  const segments = glob.split('/');
  if (glob.startsWith('/') || /^[A-Za-z]:/.test(glob)) return 'must be below the folder, not an absolute path';
  if (segments.includes('..') || segments.includes('.')) return 'must not lead elsewhere (. or ..)';
  if (segments.includes('')) return 'has an empty segment, or is empty';
  if (/[\\:\p{Cc}]/u.test(glob))
    return 'has a character that no name may have here (a backslash, a colon or an invisible one)';
  if (segments.some((segment, at) => segment.includes('**') && (segment !== '**' || at === segments.length - 1)))
    return 'may have ** as a whole folder only: daily/**/*.csv';
  if (segments.filter((segment) => segment === '**').length > 1) return 'may have ** once';
  return undefined;
};
