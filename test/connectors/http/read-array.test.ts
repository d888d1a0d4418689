import { describe, expect, it, test } from 'vitest';
import { readArray } from '../../../connectors/http/read-array.ts';
import { longestAnswer } from '../../../connectors/http/read-json.ts';
import { SourceError } from '../../../connectors/source-error.ts';

const json = { 'content-type': 'application/json' };
const read = (body: ConstructorParameters<typeof Response>[0], headers: Record<string, string> = json) =>
  readArray(new Response(body, { headers }), 'GET /users', (user) => Object(user).id);

/** Users with so much about each, in parts as they come from a connection. */
const users = (count: number, about: string): ReadableStream<Uint8Array> => {
  let made = 0;
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      if (made === count) {
        controller.enqueue(encoder.encode(']'));
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${made === 0 ? '[' : ', '}{"id":${made++},"about":"${about}"}`));
    },
  });
};

describe('an answer that is an array', () => {
  it('is read however long it is, and only what is made of each is held', async () => {
    const count = 1_200;
    const about = 'é'.repeat(longestAnswer / 2 / 1_000);
    const ids = await read(users(count, about));
    expect(Buffer.byteLength(about) * count).toBeGreaterThan(longestAnswer);
    expect(ids).toEqual(Array.from({ length: count }, (_, id) => id));
  });

  it('may be empty, and have spaces', async () => {
    expect(await read(' [ ]\n')).toEqual([]);
    expect(await read('[{"id":1} ,\n{"id":{"a":"}]"}}]')).toEqual([1, { a: '}]' }]);
  });
});

test.each([
  ['no array', '{"users":"CANARY"}'],
  ['an array of texts', '["CANARY"]'],
  ['cut off', '[{"id":"CANARY"},'],
  ['cut off in an object', '[{"id":"CANARY'],
  ['no JSON within', '[{"id":CANARY}]'],
  ['nothing', ''],
  ['nothing at all', null],
  ['no UTF-8', new Uint8Array([0x5b, 0xff, 0x5d])],
])('one that is %s is refused, and nothing of it is told', async (_, body) => {
  const error = await read(body).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({
    code: 'source-failed',
    message: expect.stringMatching(/^GET \/users: the answer is no/),
  });
  expect(String((error as Error).stack)).not.toContain('CANARY');
});

test('one that is a page is refused as one', async () => {
  await expect(read('<html>', { 'content-type': 'text/html' })).rejects.toThrow('a login page perhaps');
});
