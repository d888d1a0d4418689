import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AzureRelay } from '../../../../config/config.ts';
import type { AgentAccess } from '../../../../lambda/platform/agent-access.ts';
import { agentDoor } from '../../../../lambda/platform/agent-door.ts';
import { storageClient } from '../../../../lambda/platform/azure/azure-client.ts';
import { azureMailbox } from '../../../../lambda/platform/azure/azure-mailbox.ts';
import { azureRelay } from '../../../../lambda/platform/azure/azure-relay.ts';
import { delegatedSignature } from '../../../../lambda/platform/azure/delegated-signature.ts';
import type { DelegationKey } from '../../../../lambda/platform/azure/delegation-key.ts';
import { delegatedQueues } from '../../../standins/azure/delegated-queues.ts';
import { type Azurite, azuriteAccount, azuriteToken, startAzurite } from '../../../standins/azure/start-azurite.ts';
import { failureOf } from '../../support/failure-of.ts';
import { mailboxLaws } from '../mailbox-laws.ts';
import { newVault } from './vault.ts';

let blob: Azurite;
let queue: Azurite;
beforeAll(async () => {
  [blob, queue] = await Promise.all([startAzurite('blob'), startAzurite('queue')]);
  await Promise.all([blob.make('registry'), queue.make('agent-1'), queue.make('agent-2')]);
  await Promise.all([blob.make('mailbox-1'), blob.make('mailbox-2')]);
});
afterAll(() => Promise.all([blob?.stop(), queue?.stop()]));

const secretOf = (name: string) => `https://acme-relay-1a2b3c4d.vault.azure.net/secrets/${name}`;
const relay: AzureRelay = {
  host: 'azure',
  account: azuriteAccount,
  slots: 2,
  authority: secretOf('authority'),
  gateKey: secretOf('gate-key'),
};

/** Both services; who has no sign-in comes by a signature alone. */
const web = () => {
  const queues = delegatedQueues(queue.fetch, Date.now);
  const fetch: typeof globalThis.fetch = (input, init) =>
    new URL(String(input)).host.includes('.blob.') ? blob.fetch(input, init) : queues(input, init);
  return { fetch, random: () => 0 };
};

const token = async (audience: string) => azuriteToken(audience);
const storage = () => storageClient({ ...web(), token });

const deployed = (now: () => number = Date.now) => {
  const vault = newVault();
  for (const name of ['authority', 'gate-key']) vault.secrets.set(secretOf(name), []);
  return azureRelay({ vault: vault.client, storage: storage() }, relay, now);
};

describe('a mailbox in Blob Storage', () => {
  mailboxLaws(async () => {
    const container = await blob.make(`mailbox-${randomUUID()}`);
    return [azureMailbox(storage(), container), azureMailbox(storage(), container)];
  }, 8);

  test.each([
    ['none was made', `https://${azuriteAccount}.blob.core.windows.net/never`, 'mailbox-missing'],
    ['it is of another host', 'https://evil.example/mailbox-1', 'mailbox-missing'],
  ])('is missing where %s', async (_, container, code) => {
    const mailbox = azureMailbox(storage(), container);
    for (const call of [mailbox.put('a', Buffer.from('CANARY')), mailbox.get('a'), mailbox.list(), mailbox.has('a')]) {
      const failure = await failureOf(call);
      expect(failure).toMatchObject({ code });
      expect(String(failure)).not.toMatch(/CANARY/);
    }
  });

  test('that nobody may use is a coded error', async () => {
    const denied = storageClient({ ...web(), token: async () => 'CANARY' });
    const mailbox = azureMailbox(denied, await blob.make(`mailbox-${randomUUID()}`));
    expect(await failureOf(mailbox.get('a'))).toMatchObject({ code: 'mailbox-denied' });
  });
});

describe('the relay on Azure', () => {
  /** What an agent in a slot has; `changed` plays one that takes more. */
  const door = async (slot: number, changed: Partial<AgentAccess> = {}, now?: () => number) => {
    const access = (await deployed(now).lend(slot)) as AgentAccess;
    return agentDoor({ ...web(), access: async () => ({ ...access, ...changed }) as AgentAccess });
  };

  test('lends a signature that lets in to everything a mailbox is for', async () => {
    const { mailbox } = await door(1);
    const gate = deployed().mailbox(1);
    await mailbox.put('answers/1', Buffer.from('first'));
    expect(Buffer.from((await gate.get('answers/1'))!).toString()).toBe('first');
    expect(await gate.create('tickets/1', 'laid')).toBe(true);
    expect(await mailbox.create('tickets/1', 'again')).toBe(false);
    expect(await mailbox.create('claims/1', 'claimed')).toBe(true);
    expect([...(await mailbox.list())].sort()).toEqual(['answers/1', 'claims/1', 'tickets/1']);
    expect(await mailbox.has('answers/1')).toBe(true);
    await mailbox.remove(['answers/1', 'claims/1', 'tickets/1', 'never']);
    expect(await gate.list()).toEqual([]);
  });

  test('lends a signature that lets in to receive, hold and remove, and not to send', async () => {
    await deployed().queue(2).send('work');
    const { queue: received } = await door(2);
    const [message] = await received.receive({ maximum: 1, waitSeconds: 2 });
    expect(message).toMatchObject({ text: 'work', attempts: 1 });
    await message!.extend(60);
    await message!.done();
    expect(await received.receive({ maximum: 1, waitSeconds: 0 })).toEqual([]);
    const access = await deployed().lend(2);
    if (access.host !== 'azure') expect.fail('it lends for another host');
    const sent = await web().fetch(`${access.queueUrl}/messages?${access.queueSignature}`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: '<QueueMessage><MessageText>eA==</MessageText></QueueMessage>',
    });
    expect(sent.status).toBe(403);
  });

  test('lends nothing of another slot', async () => {
    const mine = await deployed().lend(1);
    const other = await deployed().lend(2);
    if (mine.host !== 'azure' || other.host !== 'azure') expect.fail('it lends for another host');
    const { mailbox, queue: received } = await door(1, { queueUrl: other.queueUrl, containerUrl: other.containerUrl });
    const calls = [
      mailbox.get('a'),
      mailbox.has('a'),
      mailbox.list(),
      mailbox.put('a', Buffer.from('x')),
      mailbox.remove(['a']),
      mailbox.create('a', 'x'),
    ];
    for (const failure of await Promise.all(calls.map(failureOf)))
      expect(failure).toMatchObject({ code: 'mailbox-denied' });
    expect(await failureOf(received.receive({ maximum: 1, waitSeconds: 0 }))).toMatchObject({ code: 'queue-denied' });
  });

  test('lends for a quarter of an hour', async () => {
    const before = () => Date.now() - 901_000;
    const { mailbox, queue: received } = await door(1, {}, before);
    expect(await failureOf(mailbox.get('a'))).toMatchObject({ code: 'mailbox-denied' });
    expect(await failureOf(received.receive({ maximum: 1, waitSeconds: 0 }))).toMatchObject({ code: 'queue-denied' });
  });

  test('has an agent ask anew once when what it was lent has ended', async () => {
    const ended = await deployed(() => Date.now() - 901_000).lend(1);
    const asked: unknown[] = [];
    const { mailbox } = agentDoor({
      ...web(),
      access: async (options) => {
        asked.push(options);
        return options?.renew ? deployed().lend(1) : ended;
      },
    });
    expect(await mailbox.get('a')).toBeUndefined();
    expect(asked).toEqual([undefined, { renew: true }]);
  });

  test('keeps its keys, its registry and the pointers to them apart', async () => {
    const places = deployed();
    expect(await places.authority.readOrCreate(() => 'authority')).toBe('authority');
    expect(await places.gateKey.readOrCreate(() => 'gate')).toBe('gate');
    expect(await places.registry.write('slots', '{}', undefined)).toEqual(expect.any(String));
    const registry = azureMailbox(storage(), `https://${azuriteAccount}.blob.core.windows.net/registry`);
    expect([...(await registry.list())].sort()).toEqual(['authority/key', 'gate-key/key', 'slots']);
    const source = azureRelay(
      { vault: newVault().client, storage: storage() },
      { ...relay, authority: undefined },
      Date.now,
    );
    expect(await failureOf(source.authority.readOrCreate(() => 'another'))).toMatchObject({ code: 'key-denied' });
    expect(await failureOf(source.lend(1))).toMatchObject({ code: 'identity-missing' });
    for (const slot of [0, 3, 1.5]) {
      expect(() => places.mailbox(slot)).toThrow(RangeError);
      expect(await failureOf(places.lend(slot))).toMatchObject({ code: 'identity-missing' });
    }
  });

  test.each([
    [403, 'identity-denied', /Storage Queue Delegator/],
    [503, 'identity-unreachable', /try again/],
  ] as const)('says what it needs to lend: %i', async (status, code, says) => {
    const fetch: typeof globalThis.fetch = async () => new Response('CANARY', { status });
    const refused = storageClient({ fetch, random: () => 0, token });
    const places = azureRelay({ vault: newVault().client, storage: refused }, relay, Date.now);
    expect(await failureOf(places.lend(1))).toMatchObject({ code, message: expect.stringMatching(says) });
  });
});

/** Made by `@azure/storage-blob` and `@azure/storage-queue` 12.32.0 from the same values. */
test.each([
  [
    'container',
    { name: 'mailbox-2', permissions: 'rcwdl', version: '2024-11-04', service: 'b' },
    'sv=2024-11-04&spr=https&se=2026-11-22T09%3A15%3A00Z&skoid=00000000-0000-4000-8000-00000000000a&sktid=00000000-0000-4000-8000-00000000000b&skt=2026-11-22T09%3A00%3A00Z&ske=2026-11-22T09%3A20%3A00Z&sks=b&skv=2024-11-04&sr=c&sp=rcwdl&sig=6Pv3gToUbbQ%2FLPw3t722bHZgJq7wSSsOjES1yGHBtiI%3D',
  ],
  [
    'queue',
    { name: 'agent-2', permissions: 'up', version: '2026-02-06', service: 'q' },
    'sv=2026-02-06&spr=https&se=2026-11-22T09%3A15%3A00Z&sr=q&sp=up&sig=nW87jXCVE7tkBTlWs9pmCRHsovSsTTjkBDIhfY5aFAw%3D&skoid=00000000-0000-4000-8000-00000000000a&sktid=00000000-0000-4000-8000-00000000000b&skt=2026-11-22T09%3A00%3A00Z&ske=2026-11-22T09%3A20%3A00Z&sks=q&skv=2026-02-06',
  ],
] as const)("a signature for a %s is that of Microsoft's own client", (kind, { service, ...place }, expected) => {
  const key: DelegationKey = {
    objectId: '00000000-0000-4000-8000-00000000000a',
    tenantId: '00000000-0000-4000-8000-00000000000b',
    startsAt: '2026-11-22T09:00:00Z',
    endsAt: '2026-11-22T09:20:00Z',
    service,
    version: place.version,
    value: Buffer.from('a key that is no secret').toString('base64'),
  };
  const endsAt = Date.parse('2026-11-22T09:15:00Z');
  const made = delegatedSignature(key, { ...place, kind, account: 'acmerelay3f9c', endsAt });
  expect([...new URLSearchParams(made)].sort()).toEqual([...new URLSearchParams(expected)].sort());
});
