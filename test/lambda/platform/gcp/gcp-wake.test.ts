import { describe, expect, test } from 'vitest';
import { gcpQueue } from '../../../../lambda/platform/gcp/gcp-queue.ts';
import { gcpWake } from '../../../../lambda/platform/gcp/gcp-wake.ts';
import { failureOf } from '../../support/failure-of.ts';
import { type Cloud, newCloud } from './cloud.ts';

const topic = 'projects/acme-gateway/topics/acme-bi-users-wake';

const withTopic = (options: Parameters<typeof newCloud>[0] = {}): Cloud => {
  const cloud = newCloud(options);
  cloud.pubSub.topics.add(topic);
  cloud.pubSub.subscribe(topic.replace('topics', 'subscriptions'), {
    topic,
    ackDeadlineSeconds: 10,
    isCounting: false,
  });
  return cloud;
};

describe('a sync on Google Cloud', () => {
  test('is woken up by a message in its topic', async () => {
    const { client } = withTopic();
    await gcpWake(client, topic)();
    expect(await gcpQueue(client, topic).receive({ maximum: 10, waitSeconds: 0 })).toHaveLength(1);
  });

  test.each([
    ['has no topic', {}, undefined, 'wake-missing', /deploy the gateway again/],
    ['has another topic', {}, `${topic}-2`, 'queue-missing', /deploy the gateway again/],
    ['may not publish', { may: () => false }, topic, 'queue-denied', /roles\/pubsub.publisher/],
  ] as const)('that %s is told so by a code', async (_what, options, name, code, says) => {
    const failure = await failureOf(gcpWake(withTopic(options).client, name)());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(String(failure)).not.toMatch(/CANARY/);
  });
});
