import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SourceDocument, sourceDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { type Helpdesk, startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';
import { createGateway, type Gateway } from '../../../lambda/gateway.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { otlpTelemetry } from '../../../lambda/telemetry/otlp-telemetry.ts';
import type { Telemetry } from '../../../lambda/telemetry/telemetry.ts';
import { startStandIn } from '../../standins/stand-in.ts';
import { type Collector, startCollector } from './collector.ts';

const root = join(import.meta.dirname, '../../..');
const secretToken = 'CANARY-token';
const publicUrl = 'https://gate.example';
let directory: string;
let helpdesk: Helpdesk;
let collector: Collector;
let log: Record<string, unknown>[];

const configuration = () => `
gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://issuer.example/, audience: gateway } } }
sources:
  helpdesk:
    connector: openapi
    document: ./helpdesk.openapi.yaml
    shapes: ./helpdesk.shapes.yaml
    authentication: bearer
    localServer: ${helpdesk.url}
    limits: { attempts: 1 }
  desks:
    connector: file
    files: [{ path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }]
`;

beforeEach(async () => {
  log = [];
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-telemetry-')));
  [helpdesk, collector] = await Promise.all([startHelpdesk({ port: 0, token: secretToken }), startCollector()]);
  for (const name of ['helpdesk.openapi.yaml', 'helpdesk.shapes.yaml'])
    copyFileSync(join(root, 'examples/helpdesk', name), join(directory, name));
  writeFileSync(join(directory, 'desks.csv'), 'desk\nCANARY-desk\n');
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  const secret = JSON.stringify({ token: secretToken, 'otlp-headers': 'api-key=CANARY%20key, x-tenant = acme' });
  for (const source of ['helpdesk', 'desks'])
    writeFileSync(join(directory, `.sallyport/secrets/${source}.json`), secret, { mode: 0o600 });
  writeFileSync(join(directory, 'sallyport.yaml'), configuration());
});
afterEach(async () => {
  await Promise.all([helpdesk.stop(), collector.standIn.stop()]);
  rmSync(directory, { recursive: true });
});

const gatewayOf = (
  source: string,
  wanted: Partial<SourceDocument['telemetry']> = {},
): { readonly gateway: Gateway; readonly telemetry: Telemetry } => {
  const config = loadConfig(join(directory, 'sallyport.yaml'), connectors);
  const telemetrySettings = { endpoint: `${collector.standIn.origin}/`, metrics: true, traces: true, ...wanted };
  const document = { ...sourceDocument(config, source), telemetry: telemetrySettings };
  const platform = localPlatform({
    directory,
    gateway: 'acme',
    source,
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
  });
  const telemetry = otlpTelemetry({
    telemetry: telemetrySettings,
    audit: { gateway: 'acme', source },
    platform,
    cloud: { provider: 'gcp', region: 'europe-west1' },
  });
  const verify = async (request: Request) => {
    if (request.headers.has('authorization'))
      return { issuer: 'https://issuer.example/', subject: 'CANARY-caller', profile: 'bearer' as const };
    throw new CallerRefused('token-missing', 'there is no Authorization header');
  };
  const connector = runningConnector(document.source)!;
  const gateway = createGateway({ document, connector, platform: telemetry.platform, verify, isLocal: true });
  return { gateway: telemetry.gateway(gateway), telemetry };
};

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const authorization = 'Bearer CANARY-bearer';

const ask = async (gateway: Gateway, target: string, init: RequestInit = {}): Promise<string> => {
  const request = new Request(publicUrl + target, { headers: { authorization }, ...init });
  return (await gateway(request, { publicUrl, target })).text();
};

test('says of calls which endpoint, what came of them and how long they took, and nothing of what was in them', async () => {
  const { gateway, telemetry } = gatewayOf('helpdesk');
  const headers = { authorization, traceparent: `00-${trace}-${parent}-00`, tracestate: 'vendor=CANARY' };
  const people = JSON.parse(await ask(gateway, '/people?per_page=2', { headers }));
  await ask(gateway, '/CANARY-path?q=CANARY');
  await ask(gateway, '/people', { headers: {} });
  await ask(gateway, '/health');
  await telemetry.flush(5_000);

  expect(collector.resource()).toMatchObject({
    'service.name': 'sallyport',
    'sallyport.gateway': 'acme',
    'sallyport.source': 'helpdesk',
    'cloud.provider': 'gcp',
    'cloud.region': 'europe-west1',
  });
  const calls = collector.spans.filter(({ kind }) => kind === 2);
  expect(calls.map(({ name, attributes }) => [name, attributes])).toEqual([
    [
      'GET /people',
      {
        'sallyport.mode': 'proxy',
        'sallyport.endpoint': 'GET /people',
        'sallyport.outcome': 'complete',
        'http.response.status_code': 200,
        'http.response.body.size': expect.any(Number),
      },
    ],
    [
      'call',
      expect.objectContaining({
        'sallyport.mode': 'proxy',
        'sallyport.outcome': 'refused',
        'http.response.status_code': 403,
      }),
    ],
    ['call', { 'sallyport.mode': 'none', 'error.type': 'token-missing', 'http.response.status_code': 401 }],
  ]);
  // The first is a part of the caller's trace, also if the caller makes no spans of it; the request to the source is a part of the call.
  expect(calls[0]).toMatchObject({ traceId: trace, parentSpanId: parent });
  const [request] = collector.spans.filter(({ kind }) => kind === 3);
  expect(request).toMatchObject({
    traceId: trace,
    parentSpanId: calls[0]!['spanId'],
    name: 'request GET',
    attributes: { 'server.address': '127.0.0.1', 'http.request.method': 'GET', 'http.response.status_code': 200 },
  });
  expect(collector.points('sallyport.calls').map(({ asInt }) => Number(asInt))).toEqual([1, 1, 1]);
  expect(collector.points('sallyport.call.duration')).toHaveLength(3);
  expect(Number(collector.points('sallyport.answer.size')[0]!['asInt'])).toBeGreaterThan(0);
  expect(collector.points('sallyport.source.duration')[0]).toMatchObject({ count: 1 });

  const said = collector.standIn.requests.map(({ body }) => body).join();
  expect(said).not.toContain('CANARY');
  expect(said).not.toContain(people.data[0].id);
  expect(said).not.toContain('per_page');
  for (const { headers: sent } of collector.standIn.requests)
    expect(sent).toMatchObject({ 'api-key': 'CANARY key', 'x-tenant': 'acme' });
});

test('says of imports how they ended, when their answer did', async () => {
  const { gateway, telemetry } = gatewayOf('desks');
  const message = Buffer.from('{"version":"v1.0.0"}');
  const body = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
  const headers = { authorization, 'content-type': 'application/connect+json' };
  const target = '/elimity.insights.customgateway.v1alpha2.Service/PerformImport';
  expect(await ask(gateway, target, { method: 'POST', headers, body })).toContain('CANARY-desk');
  await telemetry.flush(5_000);
  expect(collector.spans).toMatchObject([
    {
      name: 'PerformImport',
      attributes: {
        'sallyport.mode': 'import',
        'sallyport.procedure': 'PerformImport',
        'sallyport.outcome': 'complete',
        'http.response.status_code': 200,
      },
    },
  ]);
  expect(collector.standIn.requests.map(({ body }) => body).join()).not.toContain('CANARY');
});

test('says that a source failed, and which way', async () => {
  const { gateway, telemetry } = gatewayOf('helpdesk');
  await helpdesk.stop();
  await ask(gateway, '/people');
  await telemetry.flush(5_000);
  helpdesk = await startHelpdesk({ port: 0, token: secretToken });
  const [request] = collector.spans.filter(({ kind }) => kind === 3);
  expect(request).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'connect-failed' } });
  const [call] = collector.spans.filter(({ kind }) => kind === 2);
  expect(call).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'source-unreachable' } });
  expect(collector.points('sallyport.source.errors')[0]).toMatchObject({ asInt: 1 });
});

test('counts the tokens that it is given', async () => {
  const server = await startStandIn(async () => ({
    status: 200,
    body: { access_token: secretToken, token_type: 'Bearer', expires_in: 3_600 },
  }));
  const authentication = `authentication: { clientCredentials: { tokenUrl: ${server.origin}/token } }`;
  writeFileSync(join(directory, 'sallyport.yaml'), configuration().replace('authentication: bearer', authentication));
  const secret = { client_id: 'gate', client_secret: 'CANARY-secret' };
  writeFileSync(join(directory, '.sallyport/secrets/helpdesk.json'), JSON.stringify(secret), { mode: 0o600 });
  const { gateway, telemetry } = gatewayOf('helpdesk');
  await ask(gateway, '/people?per_page=1');
  await ask(gateway, '/people?per_page=1');
  await telemetry.flush(5_000);
  await server.stop();
  const [scheme] = log.filter(({ event }) => event === 'token.obtained').map((line) => line['scheme']);
  expect(collector.points('sallyport.tokens')).toEqual([
    expect.objectContaining({ asInt: 1, attributes: { 'sallyport.scheme': scheme } }),
  ]);
  expect(collector.standIn.requests.map(({ body }) => body).join()).not.toContain('CANARY');
});

test('says of jobs what came of them, of the requests that they made, and of runs how many users were changed', async () => {
  const { telemetry } = gatewayOf('desks');
  const { log: told, fetch, reference } = telemetry.platform;
  const counts = {
    users: 9,
    create: 2,
    update: 1,
    disable: 0,
    delete: 0,
    unchanged: 5,
    adopted: 0,
    skipped: 1,
    failed: 1,
  };
  const ended = { run: reference(), kind: 'changed', cause: 'webhook', by: 'CANARY', ...counts, milliseconds: 1_500 };
  const runJob = telemetry.jobs(async (job) => {
    if (job === 'broken') throw new Error('CANARY');
    await fetch(`${helpdesk.url}/people?q=CANARY`);
    told.info('sync.ended', { ...ended, outcome: job === 'sync' ? 'done' : 'tripped' });
    return job === 'sync' ? 'done' : 'failed';
  });
  const { signal } = new AbortController();
  expect(await runJob('sync', { signal })).toBe('done');
  expect(await runJob('full', { signal })).toBe('failed');
  await expect(runJob('broken', { signal })).rejects.toThrow();
  await telemetry.flush(5_000);
  const jobs = collector.spans.filter(({ name }) => name.startsWith('job '));
  expect(jobs.map(({ name, status, attributes }) => [name, status.code, attributes])).toEqual([
    ['job sync', 0, { 'sallyport.job': 'sync', 'sallyport.outcome': 'done' }],
    ['job full', 2, { 'sallyport.job': 'full', 'sallyport.outcome': 'failed' }],
    ['job broken', 2, { 'sallyport.job': 'broken' }],
  ]);
  const [request] = collector.spans.filter(({ kind }) => kind === 3);
  expect(request).toMatchObject({ traceId: jobs[0]!['traceId'], parentSpanId: jobs[0]!['spanId'] });
  const said = { 'sallyport.kind': 'changed', 'sallyport.cause': 'webhook' };
  expect(collector.points('sallyport.run.duration')).toMatchObject([
    { count: 1, sum: 1.5, attributes: { ...said, 'sallyport.outcome': 'done' } },
    { count: 1, sum: 1.5, attributes: { ...said, 'sallyport.outcome': 'tripped' } },
  ]);
  // Nothing was changed by the run that its guard stopped.
  const changes = collector
    .points('sallyport.changes')
    .map(({ attributes, asInt }) => [attributes['sallyport.change'], asInt]);
  expect(Object.fromEntries(changes)).toEqual({ create: 2, update: 1, disable: 0, delete: 0, failed: 1 });
  expect(collector.standIn.requests.map(({ body }) => body).join()).not.toContain('CANARY');
});

test.each([
  ['metrics', { traces: false }],
  ['traces', { metrics: false }],
] as const)('sends %s alone, if that is what is wanted', async (signal, wanted) => {
  const { gateway, telemetry } = gatewayOf('helpdesk', wanted);
  await ask(gateway, '/people');
  await telemetry.flush(5_000);
  expect([...new Set(collector.standIn.requests.map(({ path }) => path))]).toEqual([`/v1/${signal}`]);
});

test.each([
  ['refuses', () => collector.standIn.answerNext({ status: 503, body: 'CANARY' }), 'the collector answered 503'],
  [
    'leads elsewhere',
    () => collector.standIn.answerNext({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
    'TypeError',
  ],
  ['is not there', () => collector.standIn.stop(), 'TypeError'],
])('fails no call when the collector %s, and says so in the log once', async (_, break_, reason) => {
  const { gateway, telemetry } = gatewayOf('helpdesk', { metrics: false });
  await break_();
  expect(JSON.parse(await ask(gateway, '/people?per_page=1')).data).toHaveLength(1);
  await telemetry.flush(5_000);
  expect(JSON.parse(await ask(gateway, '/people?per_page=1')).data).toHaveLength(1);
  await telemetry.flush(5_000);
  const lost = log.filter(({ event }) => event === 'telemetry.lost');
  expect(lost).toEqual([expect.objectContaining({ reason: expect.stringContaining(reason) })]);
  expect(JSON.stringify(log.filter(({ event }) => event === 'telemetry.lost'))).not.toContain('CANARY');
  collector = await startCollector();
});

test('sends nothing with headers that can not be read, and says which field they are in', async () => {
  writeFileSync(join(directory, '.sallyport/secrets/desks.json'), '{"otlp-headers":"CANARY"}', { mode: 0o600 });
  const { gateway, telemetry } = gatewayOf('desks');
  await ask(gateway, '/');
  await telemetry.flush(5_000);
  expect(collector.standIn.requests).toEqual([]);
  const lost = log.filter(({ event }) => event === 'telemetry.lost');
  expect(lost).toEqual([expect.objectContaining({ reason: expect.stringMatching(/^otlp-headers can not be read: /) })]);
  expect(JSON.stringify(log)).not.toContain('CANARY');
});
