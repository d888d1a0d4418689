import { expect, test } from 'vitest';
import { remember } from '../../../../lambda/shapes/treatments/remember.ts';

const counting = () => {
  const made: string[] = [];
  const treat = remember((text) => {
    made.push(text);
    return text === 'none' ? undefined : text.toUpperCase();
  });
  return { made, treat };
};

test('makes a value once', () => {
  const { made, treat } = counting();
  expect([treat('a'), treat('b'), treat('a'), treat('')]).toEqual(['A', 'B', 'A', '']);
  expect(treat('')).toBe('');
  expect(made).toEqual(['a', 'b', '']);
});

test('remembers 1,024 values, and never more', () => {
  const { made, treat } = counting();
  const crowd = Array.from({ length: 10 * 1_024 }, (_, at) => `person ${at}`);
  for (const each of crowd) treat(each);
  made.length = 0;
  for (const each of crowd.slice(-1_024)) treat(each);
  expect(made).toEqual([]);
  for (const each of crowd.slice(0, -1_024)) treat(each);
  expect(made).toHaveLength(9 * 1_024);
});

test('keeps what comes again and again', () => {
  const { made, treat } = counting();
  for (let at = 0; at < 20_000; at++) {
    treat(`person ${at}`);
    treat('ada');
  }
  expect(made.filter((each) => each === 'ada').length).toBeLessThanOrEqual(20);
});

test('does not keep long texts, nor that there was nothing', () => {
  const { made, treat } = counting();
  for (const text of ['x'.repeat(257), 'none', 'x'.repeat(256)]) expect(treat(text)).toBe(treat(text));
  expect(made.map((text) => text.length)).toEqual([257, 257, 4, 4, 256]);
});
