import { describe, expect, test } from 'vitest';
import type { GcpRelay } from '../../../../config/config.ts';
import { type AgentDoor, agentDoor } from '../../../../lambda/platform/agent-door.ts';
import { gcpRelay } from '../../../../lambda/platform/gcp/gcp-relay.ts';
import { googleClient } from '../../../../lambda/platform/gcp/google-client.ts';
import { failureOf } from '../../support/failure-of.ts';
import { mailboxLaws } from '../mailbox-laws.ts';
import { cloudToken, newCloud } from './cloud.ts';

const project = 'projects/acme-gateway';
const accountOf = (slot: number) => `acme-agent-${slot}@acme-gateway.iam.gserviceaccount.com`;

const relay = {
  host: 'gcp',
  registryBucket: 'acme-relay-registry',
  mailboxBucket: 'acme-relay-mailboxes',
  topics: [1, 2].map((slot) => `${project}/topics/acme-agent-${slot}`),
  subscriptions: [1, 2].map((slot) => `${project}/subscriptions/acme-agent-${slot}`),
  authority: `${project}/secrets/acme-authority`,
  gateKey: `${project}/secrets/acme-gate-key`,
  agentAccounts: [1, 2].map(accountOf),
} as const satisfies GcpRelay;

/** What the roles of a deployment let in: an account may use its own subscription, and all mailboxes. */
const may = (who: string, permission: string, resource: string): boolean => {
  if (who === cloudToken) return true;
  if (permission === 'pubsub.subscriptions.consume') return resource === relay.subscriptions[slotOf(who) - 1];
  return permission.startsWith('storage.objects.') && resource.split('/')[0] === relay.mailboxBucket;
};
const slotOf = (account: string): number => Number(/-(\d)@/.exec(account)?.[1]);

const deployed = () => {
  let now = Date.parse('2026-11-22T09:00:00Z');
  const cloud = newCloud({ may, now: () => now });
  for (const bucket of [relay.registryBucket, relay.mailboxBucket]) cloud.storage.buckets.set(bucket, new Map());
  relay.topics.forEach((topic, at) => {
    cloud.pubSub.topics.add(topic);
    cloud.pubSub.subscribe(relay.subscriptions[at]!, { topic, ackDeadlineSeconds: 10, isCounting: false });
  });
  for (const secret of [relay.authority, relay.gateKey]) cloud.secretManager.secrets.set(secret, []);
  const fetch: typeof globalThis.fetch = (input, init) => cloud.answer(new Request(input, init));
  const web = { fetch, random: () => 0 };
  const anonymous = googleClient({ ...web, token: async () => undefined });
  const places = gcpRelay({ google: cloud.client, anonymous }, relay);
  let lent = 0;
  const door = (slot: number): AgentDoor => {
    let kept = places.lend(slot);
    const access = (options?: { readonly renew: boolean }) => {
      if (options?.renew) kept = places.lend(slot);
      if (options?.renew) lent++;
      return kept;
    };
    return agentDoor({ ...web, access });
  };
  return {
    ...{ cloud, places, door, web },
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    lent: () => lent,
  };
};

describe('the relay on Google Cloud', () => {
  mailboxLaws(() => {
    const { places, door } = deployed();
    return [places.mailbox(2), door(2).mailbox];
  }, 10);

  test('lets an agent receive what the gate sent to it, and remove it', async () => {
    const { places, door } = deployed();
    await places.queue(2).send('work');
    const [message] = await door(2).queue.receive({ maximum: 5, waitSeconds: 1 });
    expect(message).toMatchObject({ text: 'work' });
    await message!.extend(60);
    await message!.done();
    expect(await door(2).queue.receive({ maximum: 5, waitSeconds: 0 })).toEqual([]);
  });

  test('lends nothing of another slot, and nothing else', async () => {
    const { places, web } = deployed();
    const [mine, other] = await Promise.all([places.lend(1), places.lend(2)]);
    if (mine.host !== 'gcp' || other.host !== 'gcp') expect.fail('it lends for another host');
    await places.mailbox(2).put('a', Buffer.from('CANARY'));
    const access = async () => ({ ...other, queueToken: mine.queueToken, mailboxToken: mine.mailboxToken });
    const { mailbox, queue } = agentDoor({ ...web, access });
    const calls = [
      mailbox.get('a'),
      mailbox.has('a'),
      mailbox.list(),
      mailbox.put('a', Buffer.from('x')),
      mailbox.remove(['a']),
      mailbox.create('b', 'x'),
    ];
    for (const failure of await Promise.all(calls.map(failureOf)))
      expect(failure).toMatchObject({ code: 'mailbox-denied' });
    expect(await failureOf(queue.receive({ maximum: 1, waitSeconds: 0 }))).toMatchObject({ code: 'queue-denied' });
    // The token of the mailbox is for no queue, and that of the queue for no mailbox.
    const swapped = async () => ({ ...mine, queueToken: mine.mailboxToken, mailboxToken: mine.queueToken });
    const wrong = agentDoor({ ...web, access: swapped });
    expect(await failureOf(wrong.mailbox.get('a'))).toMatchObject({ code: 'mailbox-denied' });
    expect(await failureOf(wrong.queue.receive({ maximum: 1, waitSeconds: 0 }))).toMatchObject({
      code: 'queue-denied',
    });
    const registry = agentDoor({ ...web, access: async () => ({ ...mine, bucket: relay.registryBucket }) });
    expect(await failureOf(registry.mailbox.list())).toMatchObject({ code: 'mailbox-denied' });
  });

  test('has an agent ask anew when what it was lent has ended, and a message that it holds since before is removed', async () => {
    const { places, door, later, lent } = deployed();
    const { queue, mailbox } = door(1);
    await places.queue(1).send('work');
    const [message] = await queue.receive({ maximum: 1, waitSeconds: 1 });
    await message!.extend(600);
    await message!.extend(600);
    later(500_000);
    await message!.extend(600);
    later(401_000);
    await Promise.all(['a', 'b', 'c'].map((name) => mailbox.put(name, Buffer.from(name))));
    expect(lent()).toBe(1);
    await message!.done();
    later(600_000);
    expect(await queue.receive({ maximum: 1, waitSeconds: 0 })).toEqual([]);
  });

  test('keeps its keys, its registry and the pointers to them apart', async () => {
    const { places, cloud } = deployed();
    expect(await places.authority.readOrCreate(() => 'authority')).toBe('authority');
    expect(await places.gateKey.readOrCreate(() => 'gate')).toBe('gate');
    await places.registry.write('slots', '{}', undefined);
    const names = [...cloud.storage.buckets.get(relay.registryBucket)!.keys()].sort();
    expect(names).toEqual(['authority/key', 'gate-key/key', 'slots']);
    const { authority, agentAccounts, ...ofSource } = relay;
    const anonymous = cloud.client;
    const source = gcpRelay({ google: cloud.client, anonymous }, ofSource);
    expect(await source.gateKey.readOrCreate(() => 'another')).toBe('gate');
    expect(await failureOf(source.authority.readOrCreate(() => 'another'))).toMatchObject({ code: 'key-denied' });
    expect(await failureOf(source.lend(1))).toMatchObject({ code: 'identity-missing' });
    expect([authority, agentAccounts]).toBeDefined();
  });

  test('has no slot that was not made', async () => {
    const { places } = deployed();
    for (const slot of [0, 3, 1.5, Number.NaN]) {
      expect(() => places.queue(slot)).toThrow(RangeError);
      expect(() => places.mailbox(slot)).toThrow(RangeError);
      expect(await failureOf(places.lend(slot))).toMatchObject({ code: 'identity-missing' });
    }
  });

  test('may not lend without the role for it', async () => {
    const cloud = newCloud({ may: (_, permission) => permission !== 'iam.serviceAccounts.getAccessToken' });
    const places = gcpRelay({ google: cloud.client, anonymous: cloud.client }, relay);
    expect(await failureOf(places.lend(1))).toMatchObject({
      code: 'identity-denied',
      message: expect.stringMatching(/serviceAccountTokenCreator/),
    });
  });
});
