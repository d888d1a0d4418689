/**
 * A time as people and programs read it: RFC 3339 in UTC, without parts of seconds.
 *
 * @param milliseconds since 1970
 * @example instant(0) // '1970-01-01T00:00:00Z'
 */
export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
