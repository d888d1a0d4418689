import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDate, readDateTime, readTime } from '../../../connectors/mapping/read-date.ts';

const iso = (date: Date | undefined): string | undefined => date?.toISOString();

describe('readDate', () => {
  test.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['1969-12-31', '1969-12-31T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['0099-03-01', '0099-03-01T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z'],
  ])('reads %s', (text, expected) => expect(iso(readDate(text))).toBe(expected));

  test.each([
    '',
    '2023-02-29',
    '1900-02-29',
    '2100-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
    '2024-1-1',
    '20240229',
    '2024-02-29T00:00:00',
    '2024-02-29 ',
    ' 2024-02-29',
    '29-02-2024',
    '2024/02/29',
    '12024-02-29',
    '-2024-02-29',
    '٢٠٢٤-٠٢-٢٩',
    '0044-03-15 BC',
    'infinity',
    'today',
  ])('refuses %j', (text) => expect(readDate(text)).toBeUndefined());

  test('reads what JavaScript writes, for every day of the years 1 to 9999', () => {
    const days = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(iso(readDate(day))).toBe(`${day}T00:00:00.000Z`);
      }),
    );
  });
});

describe('readDateTime', () => {
  test.each([
    ['2024-02-29T12:30:15Z', '2024-02-29T12:30:15.000Z'],
    ['2024-02-29T12:30:15z', '2024-02-29T12:30:15.000Z'],
    ['2024-02-29t12:30Z', '2024-02-29T12:30:00.000Z'],
    ['2024-02-29 12:30:15', '2024-02-29T12:30:15.000Z'],
    ['2024-02-29 12:30:15.123456+00', '2024-02-29T12:30:15.123Z'],
    ['2024-02-29T12:30:15,5+02:00', '2024-02-29T10:30:15.500Z'],
    ['2024-02-29T00:30:00+0200', '2024-02-28T22:30:00.000Z'],
    ['2024-12-31T23:59:59.999999-00:30', '2025-01-01T00:29:59.999Z'],
    ['1883-11-18 12:00:00 -04:56:02', '1883-11-18T16:56:02.000Z'],
    ['1969-12-31T23:59:59.25Z', '1969-12-31T23:59:59.250Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s', (text, expected) => expect(iso(readDateTime(text))).toBe(expected));

  test.each([
    '',
    '2024-02-29',
    '2023-02-29T12:30:15Z',
    '2024-02-29T24:00:00Z',
    '2024-02-29T12:60:00Z',
    '2024-02-29T12:30:60Z',
    '2024-02-29T12Z',
    '2024-02-29T12:30:15+24:00',
    '2024-02-29T12:30:15+1',
    '2024-02-29T12:30:15.Z',
    '2024-02-29T12:30:15.1234567890Z',
    '2024-02-29  12:30',
    '1709209815',
    '2024-02-29T12:30:15Europe/Paris',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    'now',
  ])('refuses %j', (text) => expect(readDateTime(text)).toBeUndefined());

  test('reads what JavaScript writes, for every millisecond', () => {
    const instants = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(readDateTime(instant.toISOString())).toEqual(instant);
      }),
    );
  });
});

describe('readTime', () => {
  test.each([
    ['08:30', '0001-01-01T08:30:00.000Z'],
    ['08:30:15.25', '0001-01-01T08:30:15.250Z'],
    ['23:59:59.999', '0001-01-01T23:59:59.999Z'],
    ['08:30:00+02', '0001-01-01T06:30:00.000Z'],
    ['01:00:00+02:00', '0001-01-01T23:00:00.000Z'],
    ['23:00-02:00', '0001-01-01T01:00:00.000Z'],
  ])('reads %s', (text, expected) => expect(iso(readTime(text))).toBe(expected));

  test.each(['', '8:30', '24:00', '12:60', '12:30:60', '12', '12.30', '1230', '08:30 PM'])('refuses %j', (text) =>
    expect(readTime(text)).toBeUndefined(),
  );
});
