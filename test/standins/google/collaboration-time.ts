const day = 86_400_000;
const beginning = Date.parse('2026-10-05T08:00:00Z');

/** The instant of a thing, by its number: each is a day after the one before. */
export const at = (index: number, minutes = 0): string =>
  new Date(beginning + index * day + minutes * 60_000).toISOString();
