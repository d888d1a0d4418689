import type { Finder, Span } from './patterns.ts';

/** What stands where something was blotted out. */
export const redacted = '[redacted]';

/**
 * How long one text may take: so many milliseconds, and one more for every so many characters. One search is linear, but a pattern
 * such as `a.*z|a` searches to the end of a long text for each of its letters.
 */
const patience = { milliseconds: 50, charactersPerMillisecond: 1_024 } as const;

/**
 * Blots out what any of the finders finds; matches that overlap or touch are blotted out together. Text that takes too long is
 * blotted out as a whole.
 *
 * @param now milliseconds from any point in time
 * @example redactWith([knownFinder('email')], performance.now)('write to ada@example.com') // 'write to [redacted]'
 */
export const redactWith =
  (finders: readonly Finder[], now: () => number) =>
  (text: string): string => {
    const latest = now() + patience.milliseconds + text.length / patience.charactersPerMillisecond;
    const spans: Span[] = [];
    for (const finder of finders) {
      for (const [start, end] of finder(text)) {
        if (now() > latest) return redacted;
        if (end > start) spans.push([start, end]);
      }
    }
    return spans.length === 0 ? text : blotted(text, spans);
  };

const blotted = (text: string, spans: Span[]): string => {
  let left = '';
  let done = 0;
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (left === '' || start > done) left += text.slice(done, start) + redacted;
    done = Math.max(done, end);
  }
  return left + text.slice(done);
};
