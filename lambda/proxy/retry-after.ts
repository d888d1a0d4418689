/**
 * The milliseconds that a `Retry-After` header asks to wait (RFC 9110, section 10.2.3): seconds, or a date.
 *
 * @returns `undefined` for no header and for one that is neither
 * @example retryAfter('120', 0) // 120_000
 */
export const retryAfter = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Every form of HTTP date names the month; `Date.parse` alone would take other things for dates too.
  const date = /^[A-Z][a-z]{2}.*(GMT|\d{4})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};
