import { expect, test } from 'vitest';
import { answerOnce } from '../../../../lambda/sync/webhook/answer-once.ts';

const minute = 60_000;

/** Answers, and how many were made. */
const counted = () => {
  const clock = { now: 0 };
  const once = answerOnce<number>(() => clock.now);
  let made = 0;
  const ask = (id: string, until = clock.now + 5 * minute) => once(id, until, async () => ++made);
  return { clock, ask };
};

test('what has the same id has the same answer until its time is over', async () => {
  const { clock, ask } = counted();
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual([1, 1, 2]);
  clock.now = 5 * minute - 1;
  expect(await ask('a')).toBe(1);
  clock.now = 5 * minute;
  expect(await ask('a')).toBe(3);
});

test('what could not be answered is not remembered', async () => {
  const once = answerOnce<string>(() => 0);
  const fail = () => Promise.reject(new Error('not now'));
  await expect(once('a', minute, fail)).rejects.toThrow('not now');
  expect(await once('a', minute, async () => 'done')).toBe('done');
});

test('of more than ten thousand the first is forgotten', async () => {
  const { ask } = counted();
  for (let index = 0; index < 10_000; index++) await ask(`msg_${index}`);
  expect(await ask('msg_0')).toBe(1);
  expect(await ask('msg_10000')).toBe(10_001);
  expect(await ask('msg_1')).toBe(2);
  expect(await ask('msg_0')).toBe(10_002);
});

test('ten thousand whose time is over make room', async () => {
  const { clock, ask } = counted();
  for (let index = 0; index < 9_999; index++) await ask(`old_${index}`, minute);
  const kept = await ask('kept');
  clock.now = 2 * minute;
  for (let index = 0; index < 9_000; index++) await ask(`new_${index}`);
  expect(await ask('kept')).toBe(kept);
});
