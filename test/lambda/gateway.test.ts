import { describe, expect, test } from 'vitest';
import type { SourceConfig } from '../../config/config.ts';
import type { Batch } from '../../connectors/item.ts';
import type { VerifyCaller } from '../../lambda/callers/caller.ts';
import { CallerRefused } from '../../lambda/callers/caller-refused.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { localIdentity } from '../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { version } from '../../lambda/version.ts';
import { memoryState } from './support/memory-state.ts';
import { testConnector } from './test-connector.ts';

const v2 = '/any/prefix/elimity.insights.customgateway.v1alpha2.Service';
const v1 = '/elimity.insights.customgateway.v1alpha1.Service';
const letIn: VerifyCaller = async () => ({ issuer: 'https://issuer.example/', subject: 'worker', profile: 'bearer' });
const refuse: VerifyCaller = async () => {
  throw new CallerRefused('token-missing', 'the request has no Authorization header');
};

interface Given {
  readonly verify?: VerifyCaller;
  readonly source?: Partial<SourceConfig>;
  readonly now?: string;
  /** Whether its connector can import at all. */
  readonly imports?: boolean;
}

const gatewayWith = ({ verify = letIn, source = {}, now = '2026-11-22T12:00:00Z', imports = true }: Given) => {
  const log: Record<string, unknown>[] = [];
  const read: string[] = [];
  const platform: Platform = {
    secrets: {
      read: async () => {
        read.push('secret');
        return {};
      },
    },
    keys: { readOrCreate: () => Promise.reject(new Error('no key here')) },
    state: memoryState(),
    http: () => () => Promise.reject(new Error('no network here')),
    identity: localIdentity({ environment: {}, now: () => Date.parse(now) }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog(
      (line) => log.push(JSON.parse(line)),
      () => Date.parse(now),
    ),
    fetch: () => Promise.reject(new Error('no network here')),
    now: () => Date.parse(now),
    random: () => 0.5,
    reference: () => 'ref-1',
  };
  const { import: importAll, ...rest } = testConnector(async function* (): AsyncGenerator<Batch> {
    read.push('source');
  });
  const gateway = createGateway({
    document: {
      gateway: 'acme',
      vendor: { name: 'elimity', profile: 'bearer', identity: {} },
      name: 'people',
      source: { connector: 'test', serve: ['import'], claims: {}, closed: [], options: {}, ...source },
    },
    connector: imports ? { ...rest, import: importAll! } : rest,
    platform,
    verify,
  });
  const call = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const init = { method, headers, ...(method === 'POST' && { body: '{}' }) };
    const answer = await gateway(new Request(`https://gate.example${path}`, init), {
      publicUrl: 'https://gate.example/',
    });
    const body = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body, json: () => JSON.parse(body) };
  };
  return { call, log, read };
};

const json = { 'content-type': 'application/json' };

describe('health', () => {
  test.each(['/health', '/people/health', '/health?from=probe'])('of %s is told to everyone', async (path) => {
    const { call, log } = gatewayWith({ verify: refuse });
    const answer = await call('GET', path);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(answer.body)).toEqual({ status: 'up', version, source: 'unknown' });
    expect(log).toEqual([]);
  });

  test('is nothing to post to', async () => {
    expect(await gatewayWith({}).call('POST', '/health')).toMatchObject({ status: 404 });
  });
});

describe('what is asked first', () => {
  const table: [string, Given, string, string, Record<string, string>, number][] = [
    ['a path that is none', { verify: refuse }, 'GET', '/', {}, 404],
    ['a path that is none', { verify: refuse }, 'POST', `${v2}/Nothing`, json, 404],
    ['a path that goes on', { verify: refuse }, 'POST', `${v2}/Meta/more`, json, 404],
    ['Meta of v1alpha1, which has none', {}, 'POST', `${v1}/Meta`, json, 404],
    ['the caller before the method', { verify: refuse }, 'GET', `${v2}/Meta`, {}, 401],
    [
      'the caller before the content type',
      { verify: refuse },
      'POST',
      `${v2}/Meta`,
      { 'content-type': 'text/plain' },
      401,
    ],
    [
      'the caller before closed times',
      { verify: refuse, source: { closed: [{ cron: '0 12 * * *', timeZone: 'UTC', minutes: 5 }] } },
      'POST',
      `${v2}/Meta`,
      json,
      401,
    ],
    ['the caller before the mode', { verify: refuse, source: { serve: [] } }, 'POST', `${v2}/Meta`, json, 401],
    ['the method', {}, 'GET', `${v2}/Meta`, {}, 405],
    ['the method', {}, 'PUT', `${v2}/PerformImport`, {}, 405],
    ['the content type', {}, 'POST', `${v2}/Meta`, { 'content-type': 'text/plain' }, 415],
    ['a source that does not serve imports', { source: { serve: [] } }, 'POST', `${v2}/Meta`, json, 404],
    ['a connector that has none', { imports: false }, 'POST', `${v2}/Meta`, json, 404],
  ];

  test.each(table)('%s', async (_, given, method, path, headers, status) => {
    const { call, read } = gatewayWith(given);
    const answer = await call(method, path, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({
      status,
      code: expect.any(String),
      detail: expect.any(String),
      reference: 'ref-1',
    });
    expect(answer.headers['allow']).toBe(status === 405 ? 'POST' : undefined);
    expect(read).toEqual([]);
  });
});

describe('somebody who is not let in', () => {
  const sources: Given[] = [
    {},
    { source: { serve: [] } },
    { imports: false },
    { source: { closed: [{ cron: '* * * * *', timeZone: 'UTC', minutes: 60 }] } },
    { source: { connector: 'other', claims: { source_id: '42' }, publicUrl: 'https://other.example/' } },
  ];

  test('gets the same answer from every kind of source', async () => {
    const asked: [string, string][] = [
      ['POST', `${v2}/Meta`],
      ['POST', `${v2}/PerformImport`],
      ['POST', `${v1}/PerformImport`],
      ['GET', `${v2}/Meta`],
      ['POST', '/nothing'],
      ['GET', '/health'],
    ];
    for (const [method, path] of asked) {
      const answers = await Promise.all(
        sources.map((source) => gatewayWith({ ...source, verify: refuse }).call(method, path, json)),
      );
      const [first] = answers.map(({ status, headers, body }) => JSON.stringify({ status, headers, body }));
      for (const { status, headers, body } of answers) expect(JSON.stringify({ status, headers, body })).toBe(first);
      expect(first).not.toMatch(/people|acme|elimity|test|closed/);
    }
  });

  test('is in the log, with the reason that only the operator sees', async () => {
    const { call, log } = gatewayWith({ verify: refuse });
    expect((await call('POST', `${v2}/Meta`, json)).body).not.toContain('no Authorization header');
    expect(log).toEqual([
      {
        time: '2026-11-22T12:00:00.000Z',
        level: 'warn',
        event: 'caller.refused',
        reference: 'ref-1',
        gateway: 'acme',
        source: 'people',
        code: 'token-missing',
        reason: 'the request has no Authorization header',
      },
    ]);
  });
});

describe('an error that nobody expected', () => {
  class Surprise extends Error {}

  test.each([
    ['Surprise', () => Promise.reject(new Surprise('canary'))],
    ['TypeError', () => Promise.reject(new TypeError('canary'))],
    ['string', () => Promise.reject('canary')],
    ['undefined', () => Promise.reject(undefined)],
    [
      'Surprise',
      () => {
        throw new Surprise('canary');
      },
    ],
  ])('(%s) is a problem with a reference, and no text', async (exception, verify) => {
    const { call, log } = gatewayWith({ verify: verify as VerifyCaller });
    const answer = await call('POST', `${v2}/Meta`, json);
    expect(answer.status).toBe(500);
    expect(answer.json()).toEqual({
      status: 500,
      code: 'internal',
      detail: 'The gateway failed; ask its operator.',
      reference: 'ref-1',
    });
    expect(log).toMatchObject([{ level: 'error', event: 'gateway.failed', reference: 'ref-1', exception }]);
    expect(JSON.stringify(log)).not.toContain('canary');
  });
});

describe('a closed time', () => {
  const source = { closed: [{ cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 30 }] };

  test.each([
    ['2026-11-22T01:00:00.000Z', '1800'],
    ['2026-11-22T01:29:59.001Z', '1'],
    ['2026-07-15T00:10:00.000Z', '1200'],
  ])('at %s says to come back in %s s, and reads nothing', async (now, retryAfter) => {
    const { call, read } = gatewayWith({ source, now });
    const answer = await call('POST', `${v2}/PerformImport`, { 'content-type': 'application/connect+json' });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': retryAfter } });
    expect(answer.json()).toMatchObject({ code: 'source-closed', reference: 'ref-1' });
    expect(read).toEqual([]);
  });

  test('that is over lets calls through', async () => {
    const { call } = gatewayWith({ source, now: '2026-11-22T01:30:00.000Z' });
    expect(await call('POST', `${v2}/Meta`, json)).toMatchObject({ status: 200 });
  });
});
