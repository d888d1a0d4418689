import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { bundleHandler, writeHandler } from '../../../stacks/bundle.ts';
import { signToken } from '../../../vendor/sign-token.ts';
import { type Container, startContainer } from '../../stacks/server/container.ts';
import { parseFrames } from '../imports/frames.ts';

const issuer = 'https://issuer.example/';
const publicUrl = 'https://gate.example/';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' });
const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
/** The issuer answers within the process; the way to it is proved elsewhere. */
const knownIssuer = join(import.meta.dirname, '../../../bench/servers/known-issuer.ts');
const folder = mkdtempSync(join(tmpdir(), 'sallyport-server-'));
const rows = 500_000;

/** As the deployment writes it. */
const documentText = (): string => {
  const text = `
    gateway: acme
    vendor: { name: elimity, identity: { jwt: { issuer: ${issuer}, audience: gateway } } }
    sources: { desks: { connector: file, files: [{ path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }] } }`;
  return JSON.stringify(sourceDocument(parseConfig(text, 'test.yaml', connectors), 'desks'));
};

beforeAll(() => {
  // Containers run as nobody.
  chmodSync(folder, 0o755);
  writeHandler(bundleHandler('server'), folder);
  writeFileSync(join(folder, 'source.json'), documentText());
  writeFileSync(join(folder, 'desks.csv'), `desk\n${Array.from({ length: rows }, (_, id) => `desk-${id}\n`).join('')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const started: Container[] = [];
afterEach(() => {
  for (const container of started.splice(0)) container.kill('SIGKILL');
});

const settings = { SALLYPORT_HOST: 'gcp', SALLYPORT_PUBLIC_URL: publicUrl, BENCH_JWK: jwk };
const start = (environment: Readonly<Record<string, string>>): Container => {
  const container = startContainer(['node', '--import', knownIssuer, join(folder, 'gateway.mjs')], environment);
  started.push(container);
  return container;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

/** Begins an import, and reads nothing of it yet. */
const beginImport = async (port: number): Promise<IncomingMessage> => {
  const claims = { gateway_url: publicUrl };
  const token = await signToken({ key, keyId: 'k1', issuer, audience: 'gateway', claims, now: Date.now });
  const message = Buffer.from('{"version":"v1.0.0"}');
  const outgoing = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/elimity.insights.customgateway.v1alpha2.Service/PerformImport',
    headers: { 'content-type': 'application/connect+json', authorization: `Bearer ${token}` },
  });
  outgoing.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
};

describe('a container that is asked to end', () => {
  const serving = async () => {
    const port = await freePort();
    const container = start({ ...settings, PORT: String(port) });
    await container.line('server.started');
    return { port, container };
  };

  test('ends the page of an import with a cursor, and then itself', async () => {
    const { port, container } = await serving();
    const answer = await beginImport(port);
    container.kill('SIGTERM');
    const frames = parseFrames(new Uint8Array(await buffer(answer)));
    const messages = frames.map(({ message }) => JSON.parse(Buffer.from(message).toString()));
    expect(messages.at(-1)).toEqual({});
    expect(messages.at(-2)).toHaveProperty('cursor');
    expect(messages.length).toBeLessThan(rows);
    expect(await container.ended).toBe(0);
    expect(container.lines.at(-2)).toMatchObject({ event: 'import.ended', outcome: 'page' });
    expect(container.lines.at(-1)).toMatchObject({ event: 'server.stopped', cut: 0, severity: 'INFO' });
  });

  test('twice waits for nobody', async () => {
    const { port, container } = await serving();
    const answer = await beginImport(port);
    answer.once('error', () => undefined);
    // Until nothing more goes into the sockets, of which nobody reads.
    await sleep(2_000);
    container.kill('SIGTERM');
    await sleep(200);
    container.kill('SIGTERM');
    const began = Date.now();
    expect(await container.ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(3_000);
    expect(container.lines.at(-1)).toMatchObject({ event: 'server.stopped', cut: 1 });
  });
});

describe('a container that can not start says why, in one line', () => {
  test.each([
    ['SALLYPORT_HOST', { SALLYPORT_HOST: 'aws' }, 'SALLYPORT_HOST is neither gcp nor azure'],
    ['PORT', { PORT: '80000' }, 'PORT is no port'],
    ['SALLYPORT_PUBLIC_URL', { SALLYPORT_PUBLIC_URL: 'http://gate.example' }, 'SALLYPORT_PUBLIC_URL is no https URL'],
    ['SALLYPORT_SCHEDULER', { SALLYPORT_SCHEDULER: '{CANARY' }, 'SALLYPORT_SCHEDULER is not JSON'],
    ['SALLYPORT_JOB', { SALLYPORT_JOB: 'none' }, 'the source has no such job'],
  ])('%s', async (_, wrong, reason) => {
    const container = start({ ...settings, PORT: '0', ...wrong });
    expect(await container.ended).toBe(1);
    expect(container.lines).toHaveLength(1);
    expect(container.lines[0]).toMatchObject({ level: 'error', severity: 'ERROR' });
    expect(JSON.stringify(container.lines)).toContain(reason.startsWith('the source') ? 'RangeError' : reason);
    expect(JSON.stringify(container.lines)).not.toContain('CANARY');
    expect(container.errors()).toBe('');
  });
});
