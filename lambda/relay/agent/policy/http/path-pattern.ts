import { type SegmentGlob, segmentGlob } from './segment-glob.ts';

/** Whether the decoded segments of a path are those of a pattern. */
export type PathPattern = (segments: readonly string[]) => boolean;

/**
 * Compiles a pattern of whole paths: literal segments, `*` for one character or more within a segment, and `/**` at the end for one
 * segment or more.
 *
 * @example pathPattern('/users/*')(['users', '7']) // true
 */
export const pathPattern = (pattern: string): PathPattern => {
  const written = pattern.slice(1).split('/');
  const isOpen = written.at(-1) === '**';
  const globs: readonly SegmentGlob[] = (isOpen ? written.slice(0, -1) : written).map(segmentGlob);
  // A slash alone is no segment more: many servers take it for nothing.
  const isLong = ({ length, [globs.length]: next }: readonly string[]) =>
    isOpen ? next !== undefined && next !== '' : length === globs.length;
  return (segments) => isLong(segments) && globs.every((glob, index) => glob(segments[index]!));
};

/** What is wrong with a pattern; `undefined` if it is right. */
export const patternProblem = (pattern: string): string | undefined => {
  if (!pattern.startsWith('/')) return 'must begin with a slash';
  if (/[?#]/.test(pattern)) return 'must be a path alone: name the parameters under query';
  if (/%[\da-f]{2}/i.test(pattern))
    return 'must be written without escapes (%): they are decoded before they are compared';
  if (/[\\;\p{Cc}]/u.test(pattern))
    return 'has a character that no path may have here (a backslash, ";" or an invisible one)';
  const segments = pattern.slice(1).split('/');
  if (segments.some((segment) => /^[.\s]*\.[.\s]*$/.test(segment)))
    return 'has a segment that leads elsewhere (. or ..)';
  if (segments.slice(0, -1).includes('')) return 'has an empty segment (//)';
  const isMisplaced = (segment: string, at: number) =>
    segment.includes('**') && (segment !== '**' || at < segments.length - 1);
  if (segments.some(isMisplaced)) return 'may have ** as its last segment only';
  return undefined;
};
