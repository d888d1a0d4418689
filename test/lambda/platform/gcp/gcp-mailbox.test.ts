import { describe, expect, test } from 'vitest';
import { gcpMailbox } from '../../../../lambda/platform/gcp/gcp-mailbox.ts';
import { failureOf } from '../../support/failure-of.ts';
import { mailboxLaws } from '../mailbox-laws.ts';
import { newCloud, unavailable } from './cloud.ts';

const place = { bucket: 'acme-relay-mailboxes', prefix: '2/' };

const withBucket = (options: Parameters<typeof newCloud>[0] = {}) => {
  const cloud = newCloud(options);
  cloud.storage.buckets.set(place.bucket, new Map());
  return cloud;
};

describe('a mailbox in Cloud Storage', () => {
  mailboxLaws(() => {
    const { client, storage } = withBucket();
    storage.put(place.bucket, '20/of-another', 'CANARY');
    storage.put(place.bucket, 'a', 'CANARY');
    return [gcpMailbox(client, place), gcpMailbox(client, place)];
  });

  test('is listed whole, however many pages it takes', async () => {
    const { client } = withBucket();
    const mailbox = gcpMailbox(client, place);
    const names = Array.from({ length: 9 }, (_, at) => `chunks/${at}`);
    for (const name of names) await mailbox.put(name, Buffer.from('x'));
    expect([...(await mailbox.list('chunks'))].sort()).toEqual(names);
  });

  test.each([
    ['a lost answer', () => 'lost' as const],
    ['a failure of Google', () => unavailable()],
    ['too many calls', () => unavailable(429)],
  ])('survives %s', async (_, mishap) => {
    const { client, mishaps } = withBucket();
    const mailbox = gcpMailbox(client, place);
    mishaps.push(mishap());
    await mailbox.put('a', Buffer.from('text'));
    mishaps.push(mishap());
    expect(Buffer.from((await mailbox.get('a'))!).toString()).toBe('text');
    mishaps.push(mishap());
    await mailbox.remove(['a']);
    expect(await mailbox.list()).toEqual([]);
  });

  test('creates what is there when the answer is lost, and says that it may be of another', async () => {
    const { client, mishaps } = withBucket();
    const mailbox = gcpMailbox(client, place);
    mishaps.push('lost');
    expect(await mailbox.create('a', 'text')).toBe(false);
    expect(Buffer.from((await mailbox.get('a'))!).toString()).toBe('text');
  });

  test('that lets an object be written no more for now is not reached, and nobody is told that another was first', async () => {
    const { client, mishaps } = withBucket();
    mishaps.push(unavailable(429), unavailable(429), unavailable(429));
    expect(await failureOf(gcpMailbox(client, place).create('a', 'text'))).toMatchObject({
      code: 'mailbox-unreachable',
    });
  });

  test.each([
    ['no bucket', () => newCloud(), 'mailbox-missing', /deploy the gateway again/],
    ['no role', () => withBucket({ may: () => false }), 'mailbox-denied', /roles\/storage.objectUser/],
    ['another sign-in', () => withBucket({ token: 'CANARY-other' }), 'mailbox-denied', /sign in again/],
  ] as const)('with %s is a coded error', async (_, make, code, says) => {
    const mailbox = gcpMailbox(make().client, place);
    const calls = [
      mailbox.put('a', Buffer.from('CANARY')),
      mailbox.get('a'),
      mailbox.remove(['a']),
      mailbox.list(),
      mailbox.create('a', 'CANARY'),
    ];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
      expect(String(failure)).not.toMatch(/CANARY/);
    }
  });

  test('that fails for longer is not reached', async () => {
    const { client, mishaps } = withBucket();
    mishaps.push(unavailable(), unavailable(), unavailable());
    expect(await failureOf(gcpMailbox(client, place).get('a'))).toMatchObject({ code: 'mailbox-unreachable' });
  });
});
