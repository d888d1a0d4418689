import { isIPv4, isIPv6 } from 'node:net';
import type { Format } from '../../config/shapes/shape.ts';

// Every expression here is linear: no repetition can match the same text in two ways.
const date = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const time = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const duration = /^P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$/;
const quotedOrDotted = /^("(?:[^"\\\r\n]|\\[^\r\n])*"|[^\s@"(),:;<>[\\\]]+)@[^\s@"(),:;<>\\]+$/;
const hostname = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const scheme = /^[a-z][a-z\d+.-]*:/i;

const isDate = (text: string): boolean => {
  const [, year, month, day] = date.exec(text) ?? [];
  return day !== undefined && Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
};

const isDateTime = (text: string): boolean =>
  (text[10] === 'T' || text[10] === 't') && isDate(text.slice(0, 10)) && time.test(text.slice(11));

const testers: Readonly<Record<Format, (text: string) => boolean>> = {
  'date-time': isDateTime,
  date: isDate,
  time: (text) => time.test(text),
  duration: (text) => duration.test(text),
  email: (text) => text.length <= 320 && quotedOrDotted.test(text),
  hostname: (text) => hostname.test(text),
  ipv4: (text) => isIPv4(text),
  // A zone id is an interface of the machine that wrote it, no part of the address (RFC 4291, section 2.2).
  ipv6: (text) => isIPv6(text) && !text.includes('%'),
  uri: (text) => scheme.test(text) && URL.canParse(text),
  'uri-reference': (text) => /^[!-~]*$/.test(text) && URL.canParse(text, 'https://example.com'),
  uuid: (text) => uuid.test(text),
};

/**
 * What tells whether text has a form: RFC 3339 for times (ISO 8601 for durations), RFC 5321 for e-mail addresses, RFC 1123 for
 * host names, RFC 3986 for URIs, RFC 9562 for UUIDs (JSON Schema 2020-12, Validation, section 7.3).
 *
 * @example formatTester('date')('2024-02-30') // false: there is no such day
 */
export const formatTester = (format: Format): ((text: string) => boolean) => testers[format];
