/** Milliseconds that a service may make an import wait at once; who asks for more gets no more requests for now. */
export const longestWait = 60_000;

const imfFixdate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3: seconds, or a date).
 *
 * @returns `undefined` if there is none that can be understood
 */
export const retryAfter = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  if (!imfFixdate.test(header)) return undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/**
 * Milliseconds to wait before the next attempt: what was asked for and up to a second more, so that those who were refused together
 * do not come back together; otherwise up to 1, 2, 4 … seconds.
 *
 * @param attempt 1 for the first that failed
 */
export const retryDelay = (asked: number | undefined, attempt: number, random: number): number =>
  Math.round(asked === undefined ? 100 + random * 1000 * 2 ** (attempt - 1) : asked + random * 1000);
