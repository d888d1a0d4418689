import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Queue, QueueMessage } from '../../../lambda/platform/queue.ts';

/**
 * What every queue promises, as tests.
 *
 * @param open two ends of one queue that holds nothing yet, as two processes would have them
 * @param mayRepeat whether two who ask at once may get the same message, as a standard queue of SQS may give it
 * (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html), and moto's does
 */
export const queueLaws = (
  open: () => Promise<readonly [Queue, Queue]> | readonly [Queue, Queue],
  { mayRepeat = false }: { readonly mayRepeat?: boolean } = {},
): void => {
  /** All that can be received now; a queue may say at any time that it has nothing. */
  const receiveAll = async (queue: Queue): Promise<QueueMessage[]> => {
    const all: QueueMessage[] = [];
    for (let none = 0; none < 2; ) {
      const received = await queue.receive({ maximum: 10, waitSeconds: 0 });
      all.push(...received);
      none = received.length === 0 ? none + 1 : 0;
    }
    return all;
  };
  const textsOf = (messages: readonly QueueMessage[]) => messages.map(({ text }) => text).sort();

  test('nothing comes out of an empty queue', async () => {
    const [queue] = await open();
    expect(await queue.receive({ maximum: 10, waitSeconds: 0 })).toEqual([]);
  });

  test('a message that was sent is received by one, who holds it until it is done', async () => {
    const [one, other] = await open();
    await one.send('work');
    const [message] = await other.receive({ maximum: 1, waitSeconds: 5 });
    expect(message).toMatchObject({ text: 'work', attempts: 1 });
    expect(await receiveAll(one)).toEqual([]);
    await message!.extend(60);
    expect(await receiveAll(one)).toEqual([]);
    await message!.done();
    await message!.done();
    expect(await receiveAll(one)).toEqual([]);
  });

  test('a message that is given back comes again, and counts', async () => {
    const [one, other] = await open();
    await one.send('work');
    const [first] = await one.receive({ maximum: 1, waitSeconds: 5 });
    // Whoever has extended it still holds it.
    await first!.extend(60);
    await first!.extend(60);
    await first!.again(0);
    const [second] = await other.receive({ maximum: 1, waitSeconds: 5 });
    expect(second).toMatchObject({ text: 'work', attempts: 2 });
    await second!.again(0);
    const [third] = await one.receive({ maximum: 1, waitSeconds: 5 });
    expect(third).toMatchObject({ text: 'work', attempts: 3 });
    await third!.done();
    expect(await receiveAll(one)).toEqual([]);
    // Whoever comes too late is not told.
    for (const late of [first, second, third]) {
      await late!.done();
      await late!.extend(60);
      await late!.again(0);
    }
    expect(await receiveAll(one)).toEqual([]);
  });

  test('a message that is given back for later is not there before', async () => {
    const [queue] = await open();
    await queue.send('work');
    const [message] = await queue.receive({ maximum: 1, waitSeconds: 5 });
    await message!.again(1);
    expect(await receiveAll(queue)).toEqual([]);
    await sleep(1_050);
    expect(textsOf(await queue.receive({ maximum: 1, waitSeconds: 5 }))).toEqual(['work']);
  });

  test('whoever waits gets what is sent meanwhile', async () => {
    const [one, other] = await open();
    const received = one.receive({ maximum: 1, waitSeconds: 5 });
    await sleep(50);
    await other.send('late');
    expect(textsOf(await received)).toEqual(['late']);
  });

  test(`no message is lost${mayRepeat ? '' : ', and none is held by two'}`, async () => {
    const [one, other] = await open();
    const texts = Array.from({ length: 24 }, (_, at) => `message ${at}`).sort();
    await Promise.all(texts.map((text, at) => (at % 2 ? one : other).send(text)));
    const received = (await Promise.all([receiveAll(one), receiveAll(other)])).flat();
    const got = textsOf(received);
    expect(mayRepeat ? [...new Set(got)] : got).toEqual(texts);
    for (const message of received) await message.done();
  });

  test.each([
    ['a letter', 'x'],
    ['every kind of letter', 'é € 漢字 👩‍👩‍👧'],
    ['what means something to others', '\t\r\n "\'\\%00<QueueMessage>&lt;]]>;--'],
    ['JSON', JSON.stringify({ job: 'check', attempts: 3 })],
    ['48 KiB', 'é'.repeat(24 * 1024)],
  ])('a text comes back as it was: %s', async (_, text) => {
    const [queue] = await open();
    await queue.send(text);
    expect(textsOf(await queue.receive({ maximum: 10, waitSeconds: 5 }))).toEqual([text]);
  });

  test.each(['', '\0', 'a\u0007', '\ufffe', '\ud800', 'é'.repeat(24 * 1024 + 1)])('is no text: %j', async (text) => {
    const [queue] = await open();
    await expect(queue.send(text)).rejects.toThrow(RangeError);
  });
};
