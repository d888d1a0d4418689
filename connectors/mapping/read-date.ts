const day = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const clock = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?`;
const offset = String.raw` ?([Zz]|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?`;

const dateShape = new RegExp(`^${day}$`);
const dateTimeShape = new RegExp(`^${day}[Tt ]${clock}${offset}$`);
const timeShape = new RegExp(`^${clock}${offset}$`);

const dayMilliseconds = 86_400_000;
// The first and the last instant that the vendor's protocol can carry (google.protobuf.Timestamp): years 1 to 9999.
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Reads a calendar day, `2024-02-29`, as its midnight in UTC. Years 1 to 9999; days that do not exist are refused.
 *
 * @returns `undefined` if the text is no such day
 */
export const readDate = (text: string): Date | undefined => {
  const parts = dateShape.exec(text);
  return parts ? midnight(parts[1], parts[2], parts[3]) : undefined;
};

/**
 * Reads an instant as ISO 8601, RFC 3339 or SQL write it: `2024-02-29T12:30:00.5+02:00`, `2024-02-29 12:30`. Without an offset it is
 * UTC. What is finer than a millisecond is cut off.
 *
 * @returns `undefined` if the text is no such instant
 */
export const readDateTime = (text: string): Date | undefined => {
  const parts = dateTimeShape.exec(text);
  if (!parts) return undefined;
  const date = midnight(parts[1], parts[2], parts[3]);
  const time = milliseconds(parts[4], parts[5], parts[6], parts[7]);
  const ahead = offsetMilliseconds(parts[8]);
  if (date === undefined || time === undefined || ahead === undefined) return undefined;
  const instant = date.getTime() + time - ahead;
  return instant < earliest || instant > latest ? undefined : new Date(instant);
};

/**
 * Reads a time of day, `08:30`, `08:30:15.25` or `08:30+02:00`, as that time (in UTC) on 0001-01-01.
 *
 * @returns `undefined` if the text is no such time
 */
export const readTime = (text: string): Date | undefined => {
  const parts = timeShape.exec(text);
  if (!parts) return undefined;
  const time = milliseconds(parts[1], parts[2], parts[3], parts[4]);
  const ahead = offsetMilliseconds(parts[5]);
  if (time === undefined || ahead === undefined) return undefined;
  return new Date(earliest + ((time - ahead + dayMilliseconds) % dayMilliseconds));
};

type Digits = string | undefined;

const midnight = (year: Digits, month: Digits, dayOfMonth: Digits): Date | undefined => {
  const date = new Date(0);
  // Not Date.UTC: that takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth));
  const exists = date.getUTCDate() === Number(dayOfMonth) && date.getUTCMonth() === Number(month) - 1;
  return exists && year !== '0000' ? date : undefined;
};

const milliseconds = (
  hours: Digits,
  minutes: Digits,
  seconds: Digits = '0',
  fraction: Digits = '',
): number | undefined => {
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
};

const offsetMilliseconds = (text: Digits): number | undefined => {
  if (text === undefined || text === 'Z' || text === 'z') return 0;
  const digits = text.slice(1).replaceAll(':', '');
  const ahead = milliseconds(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6));
  return ahead === undefined || text.startsWith('+') ? ahead : -ahead;
};
