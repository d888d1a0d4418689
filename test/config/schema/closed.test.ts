import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('a cron expression', () => {
  testChanges(good, [
    [
      'names a day that no February has',
      '0 2 * * *',
      '0 0 30 2 *',
      '16:17 sources.books.closed[0].cron: never fires: no such day is in the calendar | Write, for example: cron: 0 2 * * *',
    ],
    [
      'names a day that no such month has',
      '0 2 * * *',
      '0 0 31 4,6,9,11 *',
      '16:17 sources.books.closed[0].cron: never fires: no such day is in the calendar | Write, for example: cron: 0 2 * * *',
    ],
    ['names a leap day, which is right', '0 2 * * *', '0 0 29 2 *'],
    [
      'is empty',
      '0 2 * * *',
      '',
      '16:17 sources.books.closed[0].cron: must have five fields (minute, hour, day of the month, month, weekday), not 0 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has four fields',
      '0 2 * * *',
      '0 2 * *',
      '16:17 sources.books.closed[0].cron: must have five fields (minute, hour, day of the month, month, weekday), not 4 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has a field for seconds',
      '0 2 * * *',
      '0 0 2 * * *',
      '16:17 sources.books.closed[0].cron: must have five fields (minute, hour, day of the month, month, weekday), not 6 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has no such minute',
      '0 2 * * *',
      '61 2 * * *',
      '16:17 sources.books.closed[0].cron: has no valid minute | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has no such hour',
      '0 2 * * *',
      '0 25 * * *',
      '16:17 sources.books.closed[0].cron: has no valid hour | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has no such day',
      '0 2 * * *',
      '0 2 32 * *',
      '16:17 sources.books.closed[0].cron: has no valid day of the month | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has no such month',
      '0 2 * * *',
      '0 2 * 13 *',
      '16:17 sources.books.closed[0].cron: has no valid month | Write, for example: cron: 0 2 * * *',
    ],
    [
      'has no such weekday',
      '0 2 * * *',
      '0 2 * * MOO',
      '16:17 sources.books.closed[0].cron: has no valid weekday | Write, for example: cron: 0 2 * * *',
    ],
    [
      'is a date',
      '0 2 * * *',
      '2026-01-01T00:00:00',
      '16:17 sources.books.closed[0].cron: must have five fields (minute, hour, day of the month, month, weekday), not 1 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'is a nickname',
      '0 2 * * *',
      '@daily',
      '16:17 sources.books.closed[0].cron: must have five fields (minute, hour, day of the month, month, weekday), not 1 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'begins with * outside quotes',
      '"0 2 * * *"',
      '* 2 * * *',
      '16:17 : a value that begins with "*" is an alias in YAML | Put the value in quotes, such as "*/5 * * * *".',
    ],
  ]);
});

describe('a time zone', () => {
  testChanges(good, [
    [
      'is misspelt',
      'Europe/Brussels',
      'Europe/Brusels',
      '16:40 sources.books.closed[0].timeZone: is not a time zone | Did you mean Europe/Brussels?',
    ],
    [
      'is in lower case',
      'Europe/Brussels',
      'europe/brussels',
      '16:40 sources.books.closed[0].timeZone: is not a time zone | Did you mean Europe/Brussels?',
    ],
    [
      'is an offset',
      'Europe/Brussels',
      '"+01:00"',
      '16:40 sources.books.closed[0].timeZone: is not a time zone | Write, for example: timeZone: Europe/Brussels',
    ],
    [
      'is like none',
      'Europe/Brussels',
      'Mars/Olympus_Mons',
      '16:40 sources.books.closed[0].timeZone: is not a time zone | Write, for example: timeZone: Europe/Brussels',
    ],
    ['is an alias, which is right', 'Europe/Brussels', 'Asia/Kolkata'],
    ['is UTC, which is right', 'Europe/Brussels', 'UTC'],
  ]);
});

describe('a closed time', () => {
  testChanges(good, [
    [
      'lasts no minute',
      'minutes: 90',
      'minutes: 0',
      '16:66 sources.books.closed[0].minutes: must be at least 1 | Write, for example: minutes: 90',
    ],
    [
      'lasts half a minute',
      'minutes: 90',
      'minutes: 0.5',
      '16:66 sources.books.closed[0].minutes: must be a whole number | Write, for example: minutes: 90',
    ],
    [
      'lasts longer than a week',
      'minutes: 90',
      'minutes: 10081',
      '16:66 sources.books.closed[0].minutes: must be at most 10080 | Write, for example: minutes: 90',
    ],
    [
      'lasts a text',
      'minutes: 90',
      'minutes: "90"',
      '16:66 sources.books.closed[0].minutes: must be a number, not text | Write, for example: minutes: 90',
    ],
    [
      'has no minutes',
      ', minutes: 90',
      '',
      '16:9 sources.books.closed[0].minutes: is missing | Write, for example: minutes: 90',
    ],
  ]);
});
