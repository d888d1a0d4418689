import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lateRelay } from '../../../lambda/platform/late-relay.ts';
import { localRelay } from '../../../lambda/platform/local/local-relay.ts';

test('a relay is loaded once, when something of it is used', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-relay-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const real = localRelay(directory, 'acme');
  let loaded = 0;
  const relay = lateRelay(async () => {
    loaded++;
    return real;
  });
  const [queue, mailbox] = [relay.queue(1), relay.mailbox(1)];
  expect(loaded).toBe(0);
  await Promise.all([queue.send('work'), mailbox.put('a', Buffer.from('text'))]);
  expect(await real.queue(1).receive({ maximum: 1, waitSeconds: 0 })).toMatchObject([{ text: 'work' }]);
  expect(Buffer.from((await real.mailbox(1).get('a'))!).toString()).toBe('text');
  const version = await relay.registry.write('slots', '{}', undefined);
  expect(await relay.registry.read('slots')).toEqual({ text: '{}', version });
  expect(await relay.authority.readOrCreate(() => 'authority')).toBe('authority');
  expect(await relay.gateKey.readOrCreate(() => 'gate')).toBe('gate');
  expect(await real.authority.readOrCreate(() => 'another')).toBe('authority');
  expect(await relay.lend(3)).toMatchObject({ host: 'local', slot: 3 });
  await expect(relay.mailbox(17).list()).rejects.toThrow(RangeError);
  expect(loaded).toBe(1);
});

test('a relay that could not be loaded is loaded again', async () => {
  const real = localRelay(tmpdir(), 'acme');
  let tries = 0;
  const relay = lateRelay(async () => {
    if (tries++ === 0) throw new Error('not yet');
    return real;
  });
  await expect(relay.lend(1)).rejects.toThrow('not yet');
  expect(await relay.lend(1)).toMatchObject({ slot: 1 });
});
