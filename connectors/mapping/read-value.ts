import type { Value } from '../item.ts';
import type { ValueType } from './mapping.ts';
import { readDate, readDateTime, readTime } from './read-date.ts';

/**
 * Reads what a row holds as text: strings as they are, numbers and booleans as JavaScript writes them.
 *
 * @returns `undefined` for lists, objects, bytes, and for numbers whose last digits were lost before they came here
 */
export const readText = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return isRounded(value) ? undefined : String(value);
    default:
      return undefined;
  }
};

/** JSON numbers beyond 2^53 are rounded by JSON.parse: as an id, two of them could become one. */
const isRounded = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
// As PostgreSQL writes them.
const named: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

const readNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (!decimal.test(value)) return Object.hasOwn(named, value) ? named[value] : undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const words: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', 'on', '1'].map((word): [string, boolean] => [word, true]),
  ...['false', 'f', 'no', 'n', 'off', '0'].map((word): [string, boolean] => [word, false]),
]);

const readBoolean = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  const text = readText(value);
  return text === undefined ? undefined : (words.get(text) ?? words.get(text.toLowerCase()));
};

const readInstant =
  (read: (text: string) => Date | undefined) =>
  (value: unknown): Date | undefined =>
    typeof value === 'string' ? read(value) : undefined;

const reader =
  <Type extends ValueType>(type: Type, read: (value: unknown) => (Value & { type: Type })['value'] | undefined) =>
  (value: unknown): Value | undefined => {
    const found = read(value);
    return found === undefined ? undefined : ({ type, value: found } as Value);
  };

/** Reads what a row holds as a value of a type, by type; `undefined` if it is none. */
export const readValue: Readonly<Record<ValueType, (value: unknown) => Value | undefined>> = {
  string: reader('string', readText),
  number: reader('number', readNumber),
  boolean: reader('boolean', readBoolean),
  date: reader('date', readInstant(readDate)),
  dateTime: reader('dateTime', readInstant(readDateTime)),
  time: reader('time', readInstant(readTime)),
};

/** What a value of a type looks like, for messages. */
export const looksOf: Readonly<Record<ValueType, string>> = {
  string: 'text (it is a list, an object, bytes, or a number with too many digits)',
  number: 'a number such as -12.5',
  boolean: 'a boolean such as true, false, 1 or 0',
  date: 'a date such as 2024-02-29',
  dateTime: 'a date and time such as 2024-02-29T12:30:00Z',
  time: 'a time such as 12:30:00',
};
