/** Whatever Okta tells of something. */
export type Row = Readonly<Record<string, unknown>>;

/** The id of a person at Okta. */
export const oktaId = (number: number): string => `00u${String(number).padStart(8, '0')}Xyz`;

/** An instant, so many minutes after the first. */
export const at = (minutes: number): string =>
  new Date(Date.parse('2025-03-01T08:00:00Z') + minutes * 60_000).toISOString();
