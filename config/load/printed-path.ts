/**
 * A path for people: `sources.people.serve[0]`. Keys with unusual characters are quoted and cut, so that they can neither be
 * mistaken for two keys nor reach a terminal as control characters.
 */
export const printedPath = (path: readonly PropertyKey[]): string =>
  path
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : `${index > 0 ? '.' : ''}${printedKey(segment)}`,
    )
    .join('');

/** One key of a path. */
export const printedKey = (key: PropertyKey): string => {
  const word = String(key);
  if (/^[\w$-]{1,64}$/.test(word)) return word;
  return JSON.stringify(word.length > 64 ? `${word.slice(0, 64)}…` : word).replaceAll(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    '?',
  );
};
