/** Far more than any attribute has. What is deeper would be walked by calls within calls until there is no room for another. */
const deepest = 16;

/**
 * Whether something that was parsed as JSON can be worked with: not deeper than 16 levels, and no number that JSON can not say again (`1e999`).
 *
 * @example isPlain({ level: 3 }) // true
 */
export const isPlain = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < deepest && Object.values(value).every((member) => isPlain(member, depth + 1));
};
