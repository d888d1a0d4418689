import { describe, expect, test } from 'vitest';
import { gcpQueue } from '../../../../lambda/platform/gcp/gcp-queue.ts';
import { failureOf } from '../../support/failure-of.ts';
import { queueLaws } from '../queue-laws.ts';
import { newCloud, unavailable } from './cloud.ts';

const topic = 'projects/acme-gateway/topics/acme-dead-letters';
const subscription = 'projects/acme-gateway/subscriptions/acme-dead-letters';

const withTopic = (options: Parameters<typeof newCloud>[0] = {}, isCounting = true) => {
  const cloud = newCloud(options);
  cloud.pubSub.topics.add(topic);
  cloud.pubSub.subscribe(subscription, { topic, ackDeadlineSeconds: 10, isCounting });
  return cloud;
};

describe('a queue of Pub/Sub', () => {
  queueLaws(() => {
    const { client } = withTopic();
    return [gcpQueue(client, topic), gcpQueue(client, topic)];
  });

  test('holds what is received for half a minute, whatever the subscription says', async () => {
    let now = 0;
    const { client } = withTopic({ now: () => now }, false);
    const queue = gcpQueue(client, topic);
    await queue.send('work');
    expect(await queue.receive({ maximum: 1, waitSeconds: 0 })).toMatchObject([{ text: 'work', attempts: undefined }]);
    now = 29_999;
    expect(await queue.receive({ maximum: 1, waitSeconds: 0 })).toEqual([]);
    now = 30_000;
    expect(await queue.receive({ maximum: 1, waitSeconds: 0 })).toHaveLength(1);
  });

  test('has nothing when the wait is over', async () => {
    const began = performance.now();
    expect(await gcpQueue(withTopic().client, topic).receive({ maximum: 1, waitSeconds: 1 })).toEqual([]);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  test.each([
    ['no topic', {}, 'queue-missing', /deploy the gateway again/],
    ['no role', { may: () => false }, 'queue-denied', /roles\/pubsub.publisher/],
    ['another sign-in', { token: 'CANARY-other' }, 'queue-denied', /sign in again/],
  ] as const)('with %s is a coded error', async (what, options, code, says) => {
    const cloud = what === 'no topic' ? newCloud(options) : withTopic(options);
    const queue = gcpQueue(cloud.client, topic);
    for (const failure of await Promise.all(
      [queue.send('CANARY text'), queue.receive({ maximum: 1, waitSeconds: 0 })].map(failureOf),
    )) {
      expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
      expect(String(failure)).not.toMatch(/CANARY/);
    }
  });

  test('that fails is a coded error', async () => {
    const cloud = withTopic();
    cloud.mishaps.push(unavailable(), unavailable(), unavailable(), unavailable());
    const queue = gcpQueue(cloud.client, topic);
    expect(await failureOf(queue.send('work'))).toMatchObject({ code: 'queue-unreachable' });
    expect(await failureOf(queue.receive({ maximum: 1, waitSeconds: 1 }))).toMatchObject({ code: 'queue-unreachable' });
  });
});
