import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AzureRelay, GcpRelay } from '../../../config/config.ts';
import { type Helpdesk, startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { pullSource } from '../../../vendor/pull-source.ts';
import { agentMachine } from '../../bin/agent/agent-machine.ts';
import { type Ended, sallyport } from '../../bin/sallyport.ts';
import { type Collector, startCollector } from '../../lambda/telemetry/collector.ts';
import { delegatedQueues } from '../../standins/azure/delegated-queues.ts';
import { type KeyVault, keyVault } from '../../standins/azure/key-vault.ts';
import { type ResourceManager, resourceManager } from '../../standins/azure/resource-manager.ts';
import { type Azurite, azuriteToken, startAzurite } from '../../standins/azure/start-azurite.ts';
import { type GoogleCloud, googleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { cloudAuthority, listenTls, type TlsListener } from '../../standins/listen-tls.ts';
import { startTlsFront } from '../../standins/tls-front.ts';
import { type ConnectProxy, connectProxy } from './connect-proxy.ts';
import { type Container, startContainer } from './container.ts';
import { type Issuers, issuersCertificate, startIssuers } from './issuers.ts';
import { azureMetadata, azureToken, googleMetadata, googleToken, type MetadataService } from './metadata-service.ts';
import { type ContainerSpec, collectorHost, synthesizeTemplates, type Templates, vendorIssuer } from './templates.ts';

// Everything as it would be there: what a container of the synthesized template is started with, the real names of hosts, TLS.
const helpdeskToken = 'CANARY-token-of-the-helpdesk';
const collectorKey = 'CANARY-key-of-the-collector';
const helpdeskSecret = JSON.stringify({ token: helpdeskToken, 'otlp-headers': `api-key=${collectorKey}` });
const folder = mkdtempSync(join(tmpdir(), 'sallyport-authorities-'));
// Containers run as nobody.
chmodSync(folder, 0o755);
const authorities = join(folder, 'authorities.pem');
let helpdesk: Helpdesk;
let helpdeskTls: TlsListener;
let issuers: Issuers;
let collector: Collector;
let collectorTls: TlsListener;
let templates: Templates;

beforeAll(async () => {
  helpdesk = await startHelpdesk({ port: 0, token: helpdeskToken });
  helpdeskTls = await listenTls(async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    return fetch(new URL(pathname + search, helpdesk.url), { method, headers, redirect: 'manual' });
  });
  issuers = await startIssuers();
  collector = await startCollector();
  collectorTls = await listenTls(async (request) => {
    const { method, headers } = request;
    const { pathname } = new URL(request.url);
    return fetch(collector.standIn.origin + pathname, { method, headers, body: await request.text() });
  }, issuersCertificate);
  const authority = [cloudAuthority, issuersCertificate.certificate].map((path) => readFileSync(path, 'utf8'));
  writeFileSync(authorities, authority.join('\n'));
  templates = synthesizeTemplates(`https://localhost:${helpdeskTls.port}/v2`);
});
afterAll(async () => {
  issuers.stop();
  await collectorTls.stop();
  await collector.standIn.stop();
  await helpdeskTls.stop();
  await helpdesk.stop();
  rmSync(folder, { recursive: true });
});

const started: Container[] = [];
afterEach(async () => {
  for (const container of started.splice(0)) {
    container.kill('SIGKILL');
    await container.ended;
  }
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A cloud: what says to a container who it is, and the servers behind the names that it asks for. */
interface Cloud {
  readonly metadata: MetadataService;
  readonly proxy: ConnectProxy;
  /** A script for sh that prints a token, as the vendor's own command line does. */
  readonly signedIn: string;
}

/** Starts what a template says. Only the port is another, for there is one machine for all. */
const start = async ({ command, environment }: ContainerSpec, { metadata, proxy }: Cloud) => {
  const port = await freePort();
  const container = startContainer(command, {
    ...environment,
    PORT: String(port),
    ...metadata.environment,
    HTTPS_PROXY: proxy.url,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: authorities,
  });
  started.push(container);
  return { container, url: `http://127.0.0.1:${port}`, publicUrl: environment['SALLYPORT_PUBLIC_URL']! };
};

const vendorToken = (publicUrl: string, sourceId: string): Promise<string> =>
  issuers.token(vendorIssuer, 'gateway', {
    base_url: 'https://acme.elimity.example',
    gateway_url: publicUrl,
    source_id: sourceId,
  });

/** Containers behind the names that the clouds give them, over TLS. */
const behind = new Map<string, number>();

/** What is the same on every cloud: the issuers, the collector, and names of containers. */
const elsewhere = (host: string): number | undefined => {
  if (behind.has(host)) return behind.get(host);
  if (host === collectorHost) return collectorTls.port;
  return host === 'auth.elimity.example' || host === 'www.googleapis.com' ? issuers.port : undefined;
};

/** The terminal of somebody who administers a gateway, with the sign-in of the cloud's own program. */
const administrator = (host: 'gcp' | 'azure', { proxy, signedIn }: Cloud) => {
  const programs = join(folder, `programs-${host}`);
  mkdirSync(programs, { recursive: true });
  const program = { gcp: 'gcloud', azure: 'az' }[host];
  writeFileSync(join(programs, program), `#!/bin/sh\n${signedIn}\n`, { mode: 0o755 });
  const environment = {
    PATH: `${programs}${delimiter}${process.env['PATH']}`,
    HTTPS_PROXY: proxy.url,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: authorities,
  };
  return (...args: readonly string[]): Promise<Ended> =>
    sallyport(['agent', ...args, '--host', host, '--config', templates.configuration], { environment });
};

/** What is true of a source on every cloud. */
const laws = (provider: 'gcp' | 'azure', specOf: (source: string) => ContainerSpec, cloud: () => Cloud) => {
  test.each([
    ['desks', '1', 500],
    ['people', '2', 3],
  ])('%s are pulled', async (source, sourceId, entities) => {
    const { container, url, publicUrl } = await start(specOf(source), cloud());
    await container.line('server.started');
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'up' });
    const token = () => vendorToken(publicUrl, sourceId);
    expect(await pullSource({ url, token })).toMatchObject({ entities, pages: 1 });
    await expect(pullSource({ url, token: () => vendorToken(publicUrl, '9') })).rejects.toThrow();
    await expect(pullSource({ url })).rejects.toThrow();
    container.kill('SIGTERM');
    expect(await container.ended).toBe(0);
    expect(container.lines.map(({ event }) => event)).toEqual([
      'server.started',
      'import.started',
      'import.ended',
      'caller.refused',
      'caller.refused',
      'server.stopped',
    ]);
    expect(container.errors()).toBe('');
  });

  test('the API of the help desk is called, with a token out of the secret and a key that is made', async () => {
    const { container, url, publicUrl } = await start(specOf('helpdesk'), cloud());
    await container.line('server.started');
    const spans = collector.spans.length;
    const ask = async (path: string, token?: string) =>
      fetch(url + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    const answer = await ask('/people?per_page=2', await vendorToken(publicUrl, '3'));
    const text = await answer.text();
    expect({ status: answer.status, text }).toMatchObject({ status: 200 });
    const { data } = JSON.parse(text);
    expect(data).toHaveLength(2);
    expect(text).not.toContain('@');
    // The key that was made is there for the next call, and for the next container.
    expect(await (await ask('/people?per_page=2', await vendorToken(publicUrl, '3'))).text()).toBe(text);
    const other = await start(specOf('helpdesk'), cloud());
    await other.container.line('server.started');
    const again = await fetch(`${other.url}/people?per_page=2`, {
      headers: { authorization: `Bearer ${await vendorToken(publicUrl, '3')}` },
    });
    expect(JSON.parse(await again.text()).data).toEqual(data);
    expect((await ask('/people')).status).toBe(401);
    // To the vendor it is a path like any other.
    const statuses = ['/.sallyport/jobs/check', '/nothing'].map(
      async (path) => (await ask(path, await vendorToken(publicUrl, '3'))).status,
    );
    expect(await Promise.all(statuses)).toEqual([403, 403]);
    const lines = JSON.stringify([container.lines, other.container.lines]);
    // A collector hears of it before the container ends, by the cloud's way out, and with the headers of the secret.
    container.kill('SIGTERM');
    expect(await container.ended).toBe(0);
    expect(collector.resource()).toMatchObject({
      'cloud.provider': provider,
      'cloud.region': provider === 'gcp' ? 'europe-west1' : 'westeurope',
      'sallyport.source': 'helpdesk',
    });
    const calls = collector.spans.slice(spans).filter(({ kind }) => kind === 2);
    expect(calls.map(({ name }) => name)).toEqual(['GET /people', 'GET /people', 'call', 'call', 'call']);
    const requests = collector.standIn.requests.filter(({ headers }) => headers['api-key'] === collectorKey);
    expect(requests.map(({ path }) => path)).toEqual(expect.arrayContaining(['/v1/traces', '/v1/metrics']));
    const said = lines + requests.map(({ body }) => body).join();
    for (const canary of [helpdeskToken, googleToken, 'CANARY', data[0].id]) expect(said).not.toContain(canary);
  });

  test('an agent is enrolled by a registrar, serves imports and calls, and ends when it is revoked', async () => {
    const administer = administrator(provider, cloud());
    const relay = await start(specOf('relay'), cloud());
    await relay.container.line('server.started');
    const gateway = relay.publicUrl.replace(/\/$/, '');
    const { host } = new URL(gateway);
    const front = await startTlsFront([host], () => Number(new URL(relay.url).port));
    behind.set(host, front.port);
    const trusted = join(folder, `trusted-${provider}.pem`);
    writeFileSync(trusted, front.authority + readFileSync(cloudAuthority, 'utf8'));
    using machine = agentMachine({ proxy: cloud().proxy.url, authority: trusted });
    const tokenOf = async (subject: string, audience = 'sallyport-relay') =>
      machine.file('token.txt', await issuers.token(vendorIssuer, audience, { sub: subject }));
    const asRegistrar = (file: string) => ['--agent', 'berlin', '--registrar-token-file', file];
    for (const [subject, audience] of [
      ['somebody', 'sallyport-relay'],
      ['registrar', 'gateway'],
    ] as const) {
      const refused = await machine.enroll(gateway, asRegistrar(await tokenOf(subject, audience)));
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(registrar-refused)') });
    }
    const enrolled = await machine.enroll(gateway, asRegistrar(await tokenOf('registrar')));
    expect(enrolled).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/trusts the authority that answered.*[\w-]{43}/),
    });

    machine.file('files/data/rooms.csv', 'room\nr-1\nr-2\n');
    await machine.allow(templates.configuration, ['rooms', 'inner'], ({ file, http }) =>
      file ? { file: { ...file, folder: join(machine.folder, 'files') } } : { http: { ...http, ca: cloudAuthority } },
    );
    const checked = await machine.command('check');
    expect(checked).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/^BAD/m) });
    await using agent = machine.run();
    await agent.until(/"event":"agent\.connected"/);
    expect((await administer('list')).stdout).toMatch(/\n {2}berlin +available .* platform-team\n/);

    const rooms = await start(specOf('rooms'), cloud());
    await rooms.container.line('server.started');
    const token = () => vendorToken(rooms.publicUrl, '5');
    expect(await pullSource({ url: rooms.url, token })).toMatchObject({ entities: 2 });
    const inner = await start(specOf('inner'), cloud());
    await inner.container.line('server.started');
    const authorization = `Bearer ${await vendorToken(inner.publicUrl, '6')}`;
    const ask = () => fetch(`${inner.url}/people?per_page=2`, { headers: { authorization } });
    const answer = await ask();
    expect([answer.status, await answer.json()]).toMatchObject([200, { data: [{}, {}] }]);

    expect((await administer('revoke', 'berlin', '--yes')).stdout).toBe('Agent berlin is revoked.\n');
    expect(await agent.code).toBe(4);
    const refused = await ask();
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'agent-unavailable' }),
    ]);
    expect(await administer('remove', 'berlin', '--yes')).toMatchObject({ code: 0 });
    front.stop();
    behind.delete(host);
    const lines = JSON.stringify([relay, rooms, inner].map(({ container }) => container.lines)) + agent.said;
    for (const canary of ['CANARY', 'eyJ', 'PRIVATE KEY', 'acme.example']) expect(lines).not.toContain(canary);
  }, 120_000);

  test('the relay has an authority that it makes, the same in every container, and knows no agent yet', async () => {
    const containers = [await start(specOf('relay'), cloud()), await start(specOf('relay'), cloud())];
    const abouts = [];
    for (const { container, url } of containers) {
      await container.line('server.started');
      const answer = await fetch(`${url}/about`);
      expect(answer.status).toBe(200);
      abouts.push(await answer.json());
    }
    expect(abouts[0]).toMatchObject({ gateway: 'acme', authority: expect.stringMatching(/^[\w-]{43}$/), signIn: [] });
    expect(abouts[1]).toEqual(abouts[0]);
    const [{ container, url }] = containers as [(typeof containers)[0]];
    expect((await fetch(`${url}/heartbeat`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${url}/people`)).status).toBe(404);
    container.kill('SIGTERM');
    expect(await container.ended).toBe(0);
    expect(container.errors()).toBe('');
  });

  test('with a package that somebody changed nothing starts', async () => {
    const { command, environment } = specOf('desks');
    const sha256 = '0'.repeat(64);
    const { container } = await start(
      { command, environment: { ...environment, SALLYPORT_BUNDLE_SHA256: sha256 } },
      cloud(),
    );
    expect(await container.ended).toBe(1);
    expect(container.lines).toMatchObject([{ event: 'start.refused' }]);
  });
};

describe('on Google Cloud', () => {
  let google: GoogleCloud;
  let listener: TlsListener;
  let cloud: Cloud;

  beforeAll(async () => {
    google = googleCloud({ tokens: [googleToken], now: Date.now });
    listener = await listenTls(google.answer);
    const portOf = (host: string) => {
      return elsewhere(host) ?? (host.endsWith('.googleapis.com') ? listener.port : undefined);
    };
    cloud = { metadata: await googleMetadata(), proxy: await connectProxy(portOf), signedIn: `echo ${googleToken}` };
    for (const { environment } of templates.gcp.values()) {
      const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(environment['SALLYPORT_BUNDLE']!) ?? [];
      google.storage.put(bucket, name, templates.packages.get(name.split('/').at(-1)!)!);
      for (const kept of [environment['SALLYPORT_STATE'], environment['SALLYPORT_KEY_STATE']])
        if (kept) google.storage.buckets.set(kept, new Map());
      const [secret, key] = [environment['SALLYPORT_SECRET'], environment['SALLYPORT_KEY_SECRET']];
      if (key) google.secretManager.secrets.set(key, []);
      const text = helpdeskSecret;
      if (secret) google.secretManager.secrets.set(secret, [{ text, madeAt: Date.now(), state: 'ENABLED' }]);
    }
    const relay: GcpRelay = JSON.parse(specOf('relay').environment['SALLYPORT_RELAY']!);
    for (const bucket of [relay.registryBucket, relay.mailboxBucket]) google.storage.buckets.set(bucket, new Map());
    relay.topics.forEach((topic, at) => {
      google.pubSub.topics.add(topic);
      google.pubSub.subscribe(relay.subscriptions[at]!, { topic, ackDeadlineSeconds: 10, isCounting: false });
    });
    const relayService = 'projects/acme-gateway/locations/europe-west1/services/acme-relay';
    google.services.set(relayService, specOf('relay').environment);
    for (const key of [relay.authority!, relay.gateKey]) google.secretManager.secrets.set(key, []);
  });
  afterAll(async () => {
    cloud.metadata.stop();
    cloud.proxy.stop();
    await listener.stop();
  });

  const specOf = (source: string) => templates.gcp.get(`acme-${source}`)!;
  laws('gcp', specOf, () => cloud);

  test("a job is run on the scheduler's call, and on nobody else's", async () => {
    const { container, url, publicUrl } = await start(specOf('helpdesk'), cloud);
    await container.line('server.started');
    const call = async (sub: string, audience = publicUrl, method = 'POST', job = 'check') => {
      const token = await issuers.token('https://accounts.google.com', audience, { sub });
      const answer = await fetch(`${url}/.sallyport/jobs/${job}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: answer.status, body: await answer.json() };
    };
    expect(await call('104200000000000000001')).toEqual({ status: 200, body: { outcome: 'done' } });
    expect(container.lines).toContainEqual(expect.objectContaining({ event: 'job.ended', outcome: 'done' }));
    const report = { call: { ok: true }, token: { ok: true }, egress: [expect.anything()] };
    expect(await call('104200000000000000001', publicUrl, 'POST', 'report')).toMatchObject({
      status: 200,
      body: report,
    });
    // As any path that is not there, to whom the gateway does not know.
    const unknown = { status: 401, body: expect.objectContaining({ code: 'issuer-unknown' }) };
    expect(await call('104200000000000000002')).toEqual(unknown);
    expect(await call('104200000000000000002', publicUrl, 'POST', 'report')).toEqual(unknown);
    expect(await call('104200000000000000001', 'https://other.example')).toEqual(unknown);
    expect(await call('104200000000000000001', publicUrl, 'GET')).toEqual(unknown);
    const none = await fetch(`${url}/.sallyport/jobs/check`, { method: 'POST' });
    expect(none.status).toBe(401);
  });
});

describe('on Azure', () => {
  let blob: Azurite;
  let queue: Azurite;
  let relayBlob: Azurite;
  let relayQueue: Azurite;
  let relayQueueTls: TlsListener;
  let managementTls: TlsListener;
  let vault: KeyVault;
  let vaultTls: TlsListener;
  let cloud: Cloud;

  beforeAll(async () => {
    const account = new URL(templates.azure.get('acme-desks')!.environment['SALLYPORT_BUNDLE']!).host.split('.')[0]!;
    const relay: AzureRelay = JSON.parse(specOf('relay').environment['SALLYPORT_RELAY']!);
    [blob, queue, relayBlob, relayQueue] = await Promise.all([
      startAzurite('blob', account),
      startAzurite('queue', account),
      startAzurite('blob', relay.account),
      startAzurite('queue', relay.account),
    ]);
    await Promise.all([relayBlob.make('registry'), relayBlob.make('mailbox-1'), relayQueue.make('agent-1')]);
    const queues = delegatedQueues(relayQueue.fetch, Date.now);
    relayQueueTls = await listenTls(async ({ url, method, headers, body }) => {
      const sent = body === null ? null : await text(body);
      return queues(url, { method, headers: [...headers], body: sent });
    });
    const management: ResourceManager = resourceManager({ tokens: [azureToken('https://management.azure.com')] });
    const apps =
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-gateway/providers/Microsoft.App/containerApps';
    const env = Object.entries(specOf('relay').environment).map(([name, value]) => ({ name, value }));
    management.resources.set(`${apps}/acme-relay`, {
      properties: { template: { containers: [{ name: 'handler', env }] } },
    });
    managementTls = await listenTls(management.answer);
    vault = keyVault({ tokens: [azureToken('https://vault.azure.net')], now: Date.now });
    vaultTls = await listenTls(vault.answer);
    const portOf = (host: string) => {
      if (host === `${account}.blob.core.windows.net`) return blob.port;
      if (host === `${account}.queue.core.windows.net`) return queue.port;
      if (host === `${relay.account}.blob.core.windows.net`) return relayBlob.port;
      if (host === `${relay.account}.queue.core.windows.net`) return relayQueueTls.port;
      if (host === 'management.azure.com') return managementTls.port;
      return elsewhere(host) ?? (host.endsWith('.vault.azure.net') ? vaultTls.port : undefined);
    };
    for (const key of [relay.authority!, relay.gateKey]) vault.secrets.set(key, []);
    const tokens = ['https://management.azure.com', 'https://vault.azure.net', 'https://storage.azure.com'];
    cloud = {
      metadata: await azureMetadata(),
      proxy: await connectProxy(portOf),
      signedIn: `case "$4" in ${tokens.map((audience) => `${audience}*) echo ${azureToken(audience)};;`).join(' ')} esac`,
    };
    const made = new Set<string>();
    const make = async (url: string) => {
      const name = new URL(url).pathname.split('/')[1]!;
      const service = new URL(url).host.includes('.queue.') ? queue : blob;
      if (made.has(name)) return;
      made.add(name);
      await service.make(name);
    };
    for (const { environment } of templates.azure.values()) {
      const { SALLYPORT_BUNDLE: bundle = '', SALLYPORT_SECRET: secret, SALLYPORT_KEY_SECRET: key } = environment;
      for (const name of ['SALLYPORT_BUNDLE', 'SALLYPORT_STATE', 'SALLYPORT_KEY_STATE', 'SALLYPORT_DEAD_LETTERS'])
        if (environment[name]) await make(environment[name]);
      const bytes = templates.packages.get(bundle.split('/').at(-1)!)!;
      const headers = {
        authorization: `Bearer ${azuriteToken()}`,
        'x-ms-version': '2023-11-03',
        'x-ms-blob-type': 'BlockBlob',
      };
      const put = await blob.fetch(bundle, { method: 'PUT', headers, body: new Uint8Array(bytes) });
      expect(put.status).toBe(201);
      if (key) vault.secrets.set(key, []);
      const value = helpdeskSecret;
      if (secret) vault.secrets.set(secret, [{ id: '1'.repeat(32), value, created: 1_763_800_000, enabled: true }]);
    }
  });
  afterAll(async () => {
    cloud.metadata.stop();
    cloud.proxy.stop();
    await Promise.all([relayQueueTls, managementTls, vaultTls].map((listener) => listener.stop()));
    await Promise.all([blob, queue, relayBlob, relayQueue].map((azurite) => azurite.stop()));
  });

  const specOf = (source: string) => templates.azure.get(`acme-${source}`)!;
  laws('azure', specOf, () => cloud);

  test('a job is run by a container of its own, which does not serve', async () => {
    const { container, url } = await start(specOf('helpdesk-check'), cloud);
    const refused = fetch(`${url}/health`).catch(() => 'refused');
    expect(await container.ended).toBe(0);
    expect(await refused).toBe('refused');
    expect(container.lines.map(({ event }) => event)).toEqual(['job.started', 'job.ended']);
    expect(container.lines[1]).toMatchObject({ job: 'check', outcome: 'done' });
    const { command, environment } = specOf('helpdesk-check');
    const asked = await start({ command, environment: { ...environment, SALLYPORT_JOB: 'report' } }, cloud);
    expect(await asked.container.ended).toBe(0);
    expect(asked.container.lines).toMatchObject([{ event: 'report.made', token: true, call: true }]);
    const headers = { authorization: `Bearer ${azuriteToken()}`, 'x-ms-version': '2023-11-03' };
    const kept = await blob.fetch(`${environment['SALLYPORT_STATE']}/jobs/report`, { headers });
    const { text } = (await kept.json()) as { text: string };
    expect(JSON.parse(text)).toMatchObject({ call: { ok: true } });
  });
});
