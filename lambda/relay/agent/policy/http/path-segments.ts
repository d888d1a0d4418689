import { PolicyRefusal } from '../policy-refusal.ts';

/** A path, taken apart and decoded. */
export interface PathSegments {
  readonly segments: readonly string[];
  /** Whether escapes are left, which a source that decodes twice would decode as well. */
  readonly isEscapedTwice: boolean;
}

/**
 * Takes a path apart, and refuses what servers are known to read in different ways: escaped slashes, dots and backslashes, parameters of
 * segments (`;`), empty segments, what is not UTF-8.
 *
 * @param path as the URL parser wrote it
 * @throws PolicyRefusal
 */
export const pathSegments = (path: string): PathSegments => {
  if (path.includes(';')) throw ambiguous('a semicolon');
  const segments = path.slice(1).split('/').map(decoded);
  if (segments.slice(0, -1).includes('')) throw ambiguous('an empty segment (//)');
  for (const segment of segments) checkSegment(segment);
  const twice = segments.filter((segment) => escaped.test(segment));
  for (const segment of twice) checkDecodedTwice(segment);
  return { segments, isEscapedTwice: twice.length > 0 };
};

const escaped = /%[\da-f]{2}/i;

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw ambiguous('an escape that is not UTF-8');
  }
};

const checkSegment = (segment: string): void => {
  // Some servers take other forms of a letter (such as the full-width slash) for the letter.
  if (/[/\\]/.test(segment.normalize('NFKC'))) throw ambiguous('an escaped slash or backslash');
  if (/\p{Cc}/u.test(segment)) throw ambiguous('a control character');
  if (leadsElsewhere(segment)) throw ambiguous('a segment of dots or blanks');
};

/** `..`, also with blanks around it or as a segment with parameters, as some servers read it; blanks alone, which some take for no segment. */
const leadsElsewhere = (segment: string): boolean => /^[.\s]+(;|$)/.test(segment.normalize('NFKC'));

/** A slash may be meant here, but not one that leads to another folder. */
const checkDecodedTwice = (segment: string): void => {
  const plain = decoded(segment);
  if (escaped.test(plain)) throw ambiguous('an escape within an escape within an escape');
  if (/[\\\p{Cc}]/u.test(plain)) throw ambiguous('an escaped backslash or control character');
  if (plain.split('/').some(leadsElsewhere)) throw ambiguous('a segment of dots or blanks');
};

const ambiguous = (what: string): PolicyRefusal =>
  new PolicyRefusal(
    `the path has ${what}, which servers read in different ways`,
    'No rule allows that: change the ids or names that the source is asked for.',
  );
