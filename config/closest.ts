/**
 * The candidate that was probably meant: one that differs by letter case, or by few typing mistakes for its length.
 *
 * @example closest('gatway', ['gateway', 'vendor']) // 'gateway'
 */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  if (word.length > 64) return undefined;
  const typed = word.toLowerCase();
  const near = candidates
    .map((candidate) => ({ candidate, mistakes: mistakes(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, mistakes }) => mistakes <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.mistakes - b.mistakes);
  return near[0]?.candidate;
};

/** Typing mistakes between two words: letters left out, added, changed, or swapped with their neighbour (optimal string alignment). */
const mistakes = (from: string, to: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(changed, last[j]! + 1, row[j - 1]! + 1, swapped ? before[j - 2]! + 1 : changed);
    }
    before = last;
    last = row;
  }
  return last[to.length]!;
};
