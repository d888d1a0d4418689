import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatKeyRing, makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { gcpQueue } from '../../../lambda/platform/gcp/gcp-queue.ts';
import { googleClient } from '../../../lambda/platform/gcp/google-client.ts';
import { bundleHandlerOnce, writeHandler } from '../../../stacks/bundle.ts';
import { type ConnectProxy, connectProxy } from '../../stacks/server/connect-proxy.ts';
import { type Container, startContainer } from '../../stacks/server/container.ts';
import { type Issuers, issuersCertificate, startIssuers } from '../../stacks/server/issuers.ts';
import {
  azureClientId,
  azureMetadata,
  azureToken,
  googleMetadata,
  googleToken,
  type MetadataService,
} from '../../stacks/server/metadata-service.ts';
import { keyVault } from '../../standins/azure/key-vault.ts';
import { type ResourceManager, resourceManager } from '../../standins/azure/resource-manager.ts';
import { type Azurite, startAzurite } from '../../standins/azure/start-azurite.ts';
import { type GoogleCloud, googleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { cloudAuthority, listenTls, type TlsListener } from '../../standins/listen-tls.ts';
import { type ScimStandIn, startScim } from '../../standins/scim/start-scim.ts';
import { exampleDocument, peopleFile, signedHeaders, webhookSecret } from './sync-example.ts';

// The bundled handler in a container, by the real names of hosts and over TLS, with a SCIM service behind it.
const folder = mkdtempSync(join(tmpdir(), 'sallyport-server-sync-'));
const authorities = join(folder, 'authorities.pem');
const publicUrl = 'https://acme-bi-users-1234.europe-west1.run.app';
const secret = JSON.stringify({ token: 'good-token', webhook_secret: webhookSecret });
const ring = formatKeyRing(makeKeyRing(randomBytes));
let scim: ScimStandIn;
let proxy: ConnectProxy;
let metadata: MetadataService;

beforeAll(() => {
  // Containers run as nobody.
  chmodSync(folder, 0o755);
  writeHandler(bundleHandlerOnce('server'), folder);
  const authority = [cloudAuthority, issuersCertificate.certificate].map((path) => readFileSync(path, 'utf8'));
  writeFileSync(authorities, authority.join('\n'));
  writeFileSync(join(folder, 'people.csv'), peopleFile(20));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  scim = await startScim();
  writeFileSync(join(folder, 'sync.json'), JSON.stringify(exampleDocument(scim.baseUrl)));
});
const started: Container[] = [];
afterEach(async () => {
  for (const container of started.splice(0)) {
    container.kill('SIGKILL');
    await container.ended;
  }
  await scim.stop();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const start = async (environment: Readonly<Record<string, string>>) => {
  const port = await freePort();
  const container = startContainer(['node', join(folder, 'gateway.mjs')], {
    SALLYPORT_PUBLIC_URL: publicUrl,
    ...environment,
    ...metadata.environment,
    PORT: String(port),
    HTTPS_PROXY: proxy.url,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: authorities,
  });
  started.push(container);
  return { container, url: `http://127.0.0.1:${port}` };
};
/** Starts a container that serves, and waits until it does. */
const serve = async (environment: Readonly<Record<string, string>>) => {
  const served = await start(environment);
  await served.container.line('server.started');
  return served;
};
const callWebhook = (url: string) =>
  fetch(`${url}/webhook`, { method: 'POST', headers: signedHeaders('{}'), body: '{}' });

describe('on Google Cloud', () => {
  const scheduler = '104200000000000000001';
  const topic = 'projects/acme-gateway/topics/acme-bi-users-wake';
  const environment = {
    SALLYPORT_HOST: 'gcp',
    SALLYPORT_SECRET: 'projects/acme-gateway/secrets/acme-bi-users',
    SALLYPORT_KEY_SECRET: 'projects/acme-gateway/secrets/acme_key',
    SALLYPORT_KEY_STATE: 'acme-key',
    SALLYPORT_STATE: 'acme-bi-users-state',
    SALLYPORT_SIGNING_KEY: 'projects/acme-gateway/secrets/acme-bi-users_signing',
    SALLYPORT_WAKE: topic,
    SALLYPORT_SCHEDULER: JSON.stringify([
      { issuer: 'https://accounts.google.com', audience: publicUrl, claims: { sub: scheduler } },
    ]),
  };
  let google: GoogleCloud;
  let listener: TlsListener;
  let issuers: Issuers;

  beforeAll(async () => {
    issuers = await startIssuers();
    listener = await listenTls((request) => google.answer(request));
    proxy = await connectProxy((host) => {
      if (host === 'www.googleapis.com') return issuers.port;
      return host.endsWith('.googleapis.com') ? listener.port : undefined;
    });
    metadata = await googleMetadata();
  });
  afterAll(async () => {
    issuers.stop();
    proxy.stop();
    metadata.stop();
    await listener.stop();
  });
  beforeEach(() => {
    google = googleCloud({ tokens: [googleToken], now: Date.now });
    for (const bucket of ['acme-key', 'acme-bi-users-state']) google.storage.buckets.set(bucket, new Map());
    const version = (text: string) => ({ text, madeAt: 0, state: 'ENABLED' as const });
    google.secretManager.secrets
      .set(environment.SALLYPORT_SECRET, [version(secret)])
      .set(environment.SALLYPORT_KEY_SECRET, [version(ring)])
      .set(environment.SALLYPORT_SIGNING_KEY, []);
    google.pubSub.topics.add(topic);
    const subscription = topic.replace('topics', 'subscriptions');
    google.pubSub.subscribe(subscription, { topic, ackDeadlineSeconds: 600, isCounting: false });
  });

  /** How often the bell was rung. */
  const rings = async (): Promise<number> => {
    const fetch: typeof globalThis.fetch = (input, init) => google.answer(new Request(input, init));
    const bell = gcpQueue(googleClient({ fetch, random: () => 0, token: async () => googleToken }), topic);
    return (await bell.receive({ maximum: 10, waitSeconds: 0 })).length;
  };
  const tokenOf = (sub: string) => issuers.token('https://accounts.google.com', publicUrl, { sub });
  const callJob = async (url: string, job: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/.sallyport/jobs/${job}`, { method: 'POST', headers });
    return { status: answer.status, body: await answer.json() };
  };

  test("a webhook rings the sync's bell; the call that this makes runs it", async () => {
    const { container, url } = await start(environment);
    expect(await container.line('server.started')).toMatchObject({ gateway: 'acme', sync: 'bi-users' });
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'up' });
    expect((await callWebhook(url)).status).toBe(202);
    expect(await rings()).toBe(1);

    const token = await tokenOf(scheduler);
    expect(await callJob(url, 'resume', token)).toEqual({ status: 200, body: { outcome: 'done' } });
    expect(scim.users().size).toBe(20);
    expect(container.lines).toContainEqual(
      expect.objectContaining({ event: 'sync.ended', outcome: 'done', create: 20 }),
    );
    expect(await callJob(url, 'resume', token)).toEqual({ status: 200, body: { outcome: 'not-due' } });
    expect(await callJob(url, 'report', token)).toMatchObject({
      status: 200,
      body: { call: { ok: true }, destination: { ok: true } },
    });
    // To everybody else it is a path like any other.
    const unknown = { status: 404, body: expect.objectContaining({ code: 'not-found' }) };
    expect(await callJob(url, 'resume', await tokenOf('104200000000000000002'))).toEqual(unknown);
    expect(await callJob(url, 'nothing', token)).toEqual(unknown);
    expect(JSON.stringify(container.lines)).not.toMatch(/acme\.example|good-token|whsec_|CANARY/);
  });

  test('a run that the end of its container cuts off saves what was done, and rings', async () => {
    const { container, url } = await serve(environment);
    await callWebhook(url);
    expect(await rings()).toBe(1);
    scim.fault({ method: 'POST', path: '/Users', nth: 11, is: 429, headers: { 'retry-after': '100' } });
    const job = callJob(url, 'resume', await tokenOf(scheduler));
    await expect.poll(() => scim.calls.get('POST /Users'), { timeout: 15_000 }).toBeGreaterThanOrEqual(11);
    container.kill('SIGTERM');
    expect(await job).toMatchObject({ status: 200 });
    expect(await container.ended).toBe(0);
    expect(container.lines).toContainEqual(expect.objectContaining({ event: 'sync.ended', outcome: 'unfinished' }));
    expect(await rings()).toBe(1);
    const made = scim.users().size;

    const other = await serve(environment);
    expect(await callJob(other.url, 'resume', await tokenOf(scheduler))).toMatchObject({ body: { outcome: 'done' } });
    expect([made < 20, scim.users().size]).toEqual([true, 20]);
  });

  test('a token whose signature Cloud Run has taken off starts jobs only where nobody else is let in', async () => {
    const taken = (await tokenOf(scheduler)).replace(/\.[^.]+$/, '.SIGNATURE_REMOVED_BY_GOOGLE');
    const open = await serve(environment);
    expect(await callJob(open.url, 'resume', taken)).toMatchObject({ status: 404 });
    const document = exampleDocument(scim.baseUrl);
    const { webhook: _, signIn: __, ...sync } = document.sync;
    writeFileSync(join(folder, 'sync.json'), JSON.stringify({ ...document, sync }));
    const closed = await serve(environment);
    expect(await callJob(closed.url, 'resume', taken)).toEqual({ status: 200, body: { outcome: 'not-due' } });
    expect(await callJob(closed.url, 'report', taken)).toMatchObject({ status: 404 });
  });

  test('a sync.json that is cut off keeps the container from starting', async () => {
    writeFileSync(join(folder, 'sync.json'), '{"gateway":');
    const { container } = await start(environment);
    const reason = expect.stringContaining('is not JSON: deploy the sync again');
    expect(await container.line('server.refused')).toMatchObject({ reason });
    expect(await container.ended).toBe(1);
  });
});

describe('on Azure', () => {
  const account = 'acmegateway';
  const job =
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-gateway/providers/Microsoft.App/jobs/acme-bi-users-resume';
  const vaultUrl = 'https://acme-bi-users-1a2b3c4d.vault.azure.net/secrets';
  const environment = {
    SALLYPORT_HOST: 'azure',
    AZURE_CLIENT_ID: azureClientId,
    SALLYPORT_SECRET: `${vaultUrl}/sync`,
    SALLYPORT_KEY_SECRET: 'https://acme-key-1a2b3c4d.vault.azure.net/secrets/key',
    SALLYPORT_KEY_STATE: `https://${account}.blob.core.windows.net/gateway-key`,
    SALLYPORT_STATE: `https://${account}.blob.core.windows.net/state-bi-users`,
    SALLYPORT_SIGNING_KEY: `${vaultUrl}/signing`,
    SALLYPORT_WAKE: job,
  };
  let blob: Azurite;
  let manager: ResourceManager;
  let listeners: readonly TlsListener[];

  beforeAll(async () => {
    blob = await startAzurite('blob', account);
    for (const container of ['gateway-key', 'state-bi-users']) await blob.make(container);
    const vault = keyVault({ tokens: [azureToken('https://vault.azure.net')], now: Date.now });
    const version = (value: string) => ({ id: 'a'.repeat(32), value, created: 1_790_000_000, enabled: true });
    vault.secrets
      .set(environment.SALLYPORT_SECRET, [version(secret)])
      .set(environment.SALLYPORT_KEY_SECRET, [version(ring)])
      .set(environment.SALLYPORT_SIGNING_KEY, []);
    manager = resourceManager({ tokens: [azureToken('https://management.azure.com')] });
    manager.resources.set(job, {});
    listeners = await Promise.all([listenTls(vault.answer), listenTls(manager.answer)]);
    const [vaults, management] = listeners.map(({ port }) => port);
    proxy = await connectProxy((host) => {
      if (host === `${account}.blob.core.windows.net`) return blob.port;
      if (host === 'management.azure.com') return management;
      return host.endsWith('.vault.azure.net') ? vaults : undefined;
    });
    metadata = await azureMetadata();
  });
  afterAll(async () => {
    proxy.stop();
    metadata.stop();
    await Promise.all([blob.stop(), ...listeners.map((listener) => listener.stop())]);
  });

  test('a webhook starts the job of the sync; its container runs what was asked for, and ends', async () => {
    const { url } = await serve(environment);
    expect((await callWebhook(url)).status).toBe(202);
    expect(manager.started).toEqual([[job, undefined]]);
    expect(scim.users().size).toBe(0);

    const { container } = await start({ ...environment, SALLYPORT_JOB: 'resume' });
    expect(await container.ended).toBe(0);
    expect(container.lines).toContainEqual(
      expect.objectContaining({ event: 'sync.ended', outcome: 'done', create: 20 }),
    );
    expect(scim.users().size).toBe(20);

    const idle = await start({ ...environment, SALLYPORT_JOB: 'resume' });
    expect(await idle.container.ended).toBe(0);
    expect(idle.container.lines).toEqual([]);
    expect(manager.started).toHaveLength(1);
  });
});
