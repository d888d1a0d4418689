import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { sourceJobs } from '../../../lambda/jobs/source-jobs.ts';
import { openSource } from '../../../lambda/open-source.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import { logAlarmsOf } from '../../../stacks/alarms.ts';
import { knownSources } from '../../../stacks/known-sources.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../platform/certificates', name), 'utf8');
const trusted = getCACertificates('default');
const shown: string[] = [];
let server: Server;
let directory: string;

beforeAll(async () => {
  setDefaultCACertificates([...trusted, read('authority.pem')]);
  const certified = { cert: read('server.pem'), key: read('server-key.pem'), ca: read('client-authority.pem') };
  server = createServer({ ...certified, requestCert: true, rejectUnauthorized: true }, ({ socket }, response) => {
    shown.push((socket as TLSSocket).getPeerCertificate().subject.CN as string);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-certificates-')));
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'tickets.shapes.yaml'), shapes);
});
afterAll(() => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

const shapes = `
server: https://source.example
endpoints:
  GET /tickets:
    answer: { type: array, items: { type: object, properties: { id: { type: string } } } }
`;
const mutualTls = '{ certificate: {} }';
/** A key that signs what asks for tokens: the certificate is named by its thumbprint alone. */
const signed =
  '{ clientCredentials: { tokenUrl: "http://127.0.0.1:9/token", client: { method: private_key_jwt, algorithm: PS256, thumbprint: true } } }';

/** When the client's certificate of these tests ends. */
const end = Date.parse('2120-01-01T00:00:00Z');
const day = 86_400_000;

/** The source as it is tried at some time, with its secret. */
const opened = (authentication: string, secret: Readonly<Record<string, string>>, now: number) => {
  const file = join(directory, 'sallyport.yaml');
  writeFileSync(join(directory, '.sallyport/secrets/tickets.json'), JSON.stringify(secret), { mode: 0o600 });
  writeFileSync(
    file,
    `
gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://issuer.example/, audience: gateway } } }
sources:
  tickets:
    connector: openapi
    shapes: ./tickets.shapes.yaml
    server: https://source.example:${(server.address() as AddressInfo).port}
    authentication: ${authentication}
    check: { cron: "* * * * *", timeZone: UTC }
`,
  );
  rmSync(join(directory, '.sallyport/state'), { recursive: true, force: true });
  const config = loadConfig(file, connectors);
  const document = sourceDocument(config, 'tickets');
  const log: Record<string, unknown>[] = [];
  const platform: Platform & { readonly now: () => number } = {
    ...localPlatform({
      directory,
      gateway: 'acme',
      source: 'tickets',
      log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
    }),
    now: () => now,
    http: ({ certificate }) =>
      nodeHttpClient({
        privateAddresses: ['127.0.0.1/32'],
        now: () => now,
        certificate,
        lookup: (_name, _options, callback) => process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]),
      }),
  };
  const source = openSource({ document, connector: runningConnector(document.source)!, platform });
  const run = () => sourceJobs({ document, source, platform })('check', { signal: new AbortController().signal });
  const alarms = logAlarmsOf(knownSources(config)[0]!).map(({ name }) => name);
  const told = () => log.filter(({ event }) => event === 'certificate.expiring');
  return { run, log, told, alarms };
};

const client = { certificate: read('client.pem'), private_key: read('client-key.pem') };

test('a check that proves itself by a certificate tells that it is about to end', async () => {
  const { run, log, told, alarms } = opened(mutualTls, client, end - 17 * day);
  expect(await run()).toBe('done');
  expect(shown).toEqual(['client']);
  expect(told()).toMatchObject([{ level: 'warn', gateway: 'acme', source: 'tickets', field: 'certificate', days: 17 }]);
  expect(alarms).toContain('certificate-expiring');
  expect(JSON.stringify(log)).not.toContain('BEGIN');
});

test.each([
  ['a day too early', end - 31.5 * day, []],
  ['from then on', end - 30.5 * day, [30]],
  ['on its last day', end - day / 2, [0]],
])('%s', async (_, now, days) => {
  const { run, told } = opened(mutualTls, client, now);
  expect(await run()).toBe('done');
  expect(told().map((line) => line['days'])).toEqual(days);
});

test('one that has ended is told of, for it is why the check fails', async () => {
  const { run, told } = opened(mutualTls, client, end + 3 * day);
  expect(await run()).toBe('failed');
  expect(told()).toMatchObject([{ days: -3 }]);
});

test('so is one that goes to an authorization server, whether that answers or not', async () => {
  const { run, told, alarms } = opened(signed, { client_id: 'gate', ...client }, end - 5 * day);
  expect(await run()).toBe('failed');
  expect(told()).toMatchObject([{ field: 'certificate', days: 5 }]);
  expect(alarms).toContain('certificate-expiring');
});

test('what is no certificate is left to who uses it, and what comes next is not in use', async () => {
  const secret = { ...client, certificate: 'CANARY', certificate_next: client.certificate };
  const { run, log, told } = opened(mutualTls, secret, end - 5 * day);
  expect(await run()).toBe('failed');
  expect(told()).toEqual([]);
  expect(JSON.stringify(log)).not.toContain('CANARY');
});
