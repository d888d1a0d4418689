import { expect, it } from 'vitest';
import { chunkCipher } from '../../../../lambda/relay/envelope/chunk-cipher.ts';
import { chunkWriter } from '../../../../lambda/relay/stream/send-chunks.ts';

const { signal } = new AbortController();
const nameOf = (number: number): string => `a/${number}`;
const cipher = () => chunkCipher(new Uint8Array(32));

/** A mailbox that writes when it is told to. */
const patientMailbox = () => {
  const puts = new Map<string, PromiseWithResolvers<void>>();
  return {
    puts,
    put: (name: string) => {
      const put = Promise.withResolvers<void>();
      puts.set(name, put);
      return put.promise;
    },
    has: async () => false,
  };
};

it('says of no chunk that it is there while one before it is not', async () => {
  const mailbox = patientMailbox();
  const said: number[] = [];
  const writer = chunkWriter({ mailbox, cipher: cipher(), nameOf, signal, written: (chunks) => said.push(chunks) });
  for (let number = 0; number < 4; number++) await writer.write('more', Buffer.from('x'));
  for (const number of [0, 2, 3, 1]) {
    mailbox.puts.get(nameOf(number))!.resolve();
    await expect.poll(() => said.length).toBeGreaterThan([0, 2, 3, 1].indexOf(number));
  }
  expect(said).toEqual([1, 1, 1, 4]);
  expect(await writer.end()).toBe(4);
});

it('ends when all that was on its way is there, and with what went wrong', async () => {
  const mailbox = patientMailbox();
  const writer = chunkWriter({ mailbox, cipher: cipher(), nameOf, signal });
  await writer.write('more', Buffer.from('x'));
  await writer.write('last', Buffer.from('y'));
  let isOver = false;
  const end = writer.end().finally(() => {
    isOver = true;
  });
  mailbox.puts.get('a/0')!.reject(new Error('away'));
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  mailbox.puts.get('a/1')!.resolve();
  await expect(end).rejects.toThrow('away');
});
