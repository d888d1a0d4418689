import { RE2JS } from 're2js';
import type { Report } from '../../schema/draft.ts';
import type { PlacedShape } from '../shapes-draft.ts';

/** Checks that regular expressions are of RE2's syntax, and that what blots out would not match between any two characters. */
export const checkPatterns = ({ shape, path }: PlacedShape, report: Report): void => {
  if (shape.pattern !== undefined) compiled(shape.pattern, [...path, 'pattern'], report);
  for (const [index, pattern] of (shape.patterns ?? []).entries()) {
    const place = [...path, 'patterns', index];
    if (compiled(pattern, place, report)?.matcher('').find())
      report(place, 'matches empty text, which is everywhere', 'Let it match one character at least: + in place of *.');
  }
};

const compiled = (pattern: string, path: readonly PropertyKey[], report: Report): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    report(path, `is not a regular expression of RE2 (${reason(error)})`, remedy);
    return undefined;
  }
};

const remedy = 'RE2 has no look-around and no back-references: https://github.com/google/re2/wiki/Syntax';

/** `error parsing regexp: missing closing ): …`, of which the last part repeats the pattern. */
const reason = (error: unknown): string =>
  /^error parsing regexp: ([^:`]+)/.exec((error as Error).message)?.[1]?.trim() ?? 'it can not be read';
