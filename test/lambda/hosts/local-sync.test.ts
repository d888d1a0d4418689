import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type LocalHost, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { AskedRun } from '../../../lambda/sync/sync-run.ts';
import { type ScimStandIn, startScim } from '../../standins/scim/start-scim.ts';
import { exampleConfiguration, peopleFile, signedHeaders, webhookSecret } from './sync-example.ts';

const folders: string[] = [];
let scim: ScimStandIn;
let host: LocalHost;
let logged: Record<string, unknown>[];

/** Every user is a file, which is written for good: few are enough. */
const start = async (people = 5): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-local-sync-'));
  folders.push(directory);
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  const secret = JSON.stringify({ token: 'good-token', webhook_secret: webhookSecret });
  writeFileSync(join(directory, '.sallyport/secrets/bi-users.json'), secret, { mode: 0o600 });
  writeFileSync(join(directory, 'people.csv'), peopleFile(people));
  const text = exampleConfiguration().replace('to: { destination: scim,', `$& localServer: "${scim.baseUrl}",`);
  const config = parseConfig(text, join(directory, 'sallyport.yaml'), connectors);
  const log = jsonLog((line) => logged.push(JSON.parse(line)), Date.now);
  host = await startLocalHost({ config, directory, port: 0, log, environment: {} });
};
beforeEach(async () => {
  logged = [];
  scim = await startScim();
  await start();
});
afterEach(async () => {
  await host.stop(5_000);
  await scim.stop();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const callWebhook = () =>
  fetch(`${host.urlOf('bi-users')}/webhook`, { method: 'POST', headers: signedHeaders('{}'), body: '{}' });
const jsonOf = async (answer: Response): Promise<Record<string, unknown>> =>
  (await answer.json()) as Record<string, unknown>;
const ends = () => logged.filter(({ event }) => event === 'sync.ended');
const asked = (): AskedRun => ({ id: randomUUID(), kind: 'changed', cause: 'command', at: Date.now() });

describe('a sync on this machine', () => {
  test('is beside the sources, under its name', async () => {
    const health = await fetch(`${host.urlOf('bi-users')}/health`);
    expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'up' })]);
    const none = await jsonOf(await fetch(`http://127.0.0.1:${host.port}/nosuch/health`));
    expect(none['detail']).toBe('No source is served at this path; there are /people/, /bi-users/.');
  });

  test('is woken up by a webhook within the process, and runs once more for all who called meanwhile', async () => {
    expect((await callWebhook()).status).toBe(202);
    await expect.poll(() => ends().length, { timeout: 15_000 }).toBe(1);
    expect(ends()).toMatchObject([{ outcome: 'done', cause: 'webhook', create: 5 }]);
    expect(scim.users().size).toBe(5);
    const answers = await Promise.all([callWebhook(), callWebhook(), callWebhook()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await expect.poll(() => ends().length, { timeout: 15_000 }).toBeGreaterThan(1);
    expect(scim.users().size).toBe(5);
    expect(JSON.stringify(logged)).not.toMatch(/acme\.example|good-token|whsec_/);
  });

  test('runs when it is asked to, and tells how far it is', async () => {
    const phases: string[] = [];
    const record = await host.runSync('bi-users', asked(), { progress: ({ phase }) => phases.push(phase) });
    expect(record).toMatchObject({ outcome: 'done', cause: 'command', counts: { create: 5 } });
    expect(phases[0]).toBe('reading');
    expect(await host.runSync('bi-users', asked())).toMatchObject({ counts: { create: 0, unchanged: 5 } });
    await expect(host.runSync('nosuch', asked())).rejects.toThrow('no sync is named nosuch');
  });

  test('makes tokens for the servers of its configuration, whom the development issuer vouches for', async () => {
    await host.runSync('bi-users', asked());
    const askFor = async (user: string, bearer: string) => {
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const url = `${host.urlOf('bi-users')}/token`;
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ user }) });
      return { status: answer.status, body: await jsonOf(answer) };
    };
    const { status, body } = await askFor('p1@acme.example', await host.serverToken('bi-users', 'login', 60));
    expect(status).toBe(200);
    const [, payload = ''] = String(body['token']).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: host.urlOf('bi-users'),
      aud: 'https://bi.acme.example',
      'https://www.panintelligence.com/claims/usercode': 'p1@acme.example',
    });
    const keys = await jsonOf(await fetch(`${host.urlOf('bi-users')}/.well-known/jwks.json`));
    expect(keys['keys']).toHaveLength(1);
    // A token of the vendor is none of a server's.
    expect((await askFor('p1@acme.example', await host.token('people', 60))).status).toBe(401);
    await expect(host.serverToken('bi-users', 'nosuch', 60)).rejects.toThrow(
      'no server of sync bi-users is named nosuch',
    );
    await expect(host.serverToken('constructor', 'login', 60)).rejects.toThrow('no server of sync constructor');
  });

  test('saves what was done when the host stops, which waits for it', async () => {
    scim.fault({ method: 'POST', path: '/Users', nth: 3, is: 429, headers: { 'retry-after': '100' } });
    await callWebhook();
    await expect.poll(() => scim.calls.get('POST /Users'), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    expect(await host.stop(20_000)).toBe(0);
    expect(ends()).toMatchObject([{ outcome: 'unfinished' }]);
    expect(logged.filter(({ event }) => event === 'job.failed')).toEqual([]);
  });
});
