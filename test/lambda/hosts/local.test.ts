import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type LocalHost, type LocalHostOptions, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { parseFrames } from '../imports/frames.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-local-'));
const service = 'elimity.insights.customgateway.v1alpha2.Service';

const small = (vendor: string, sources: string): Config =>
  parseConfig(
    `gateway: acme\nvendor:\n  name: elimity\n  identity: ${vendor}\nsources:\n${sources}`,
    'test.yaml',
    connectors,
  );

const jwt = (more = '') =>
  `{ jwt: { issuer: https://issuer.example/, audience: gateway, claims: { base_url: https://acme.example }${more} } }`;
const source = (name: string, more = '') =>
  `  ${name}: { connector: file, files: [{ path: ./${name}.csv, entity: { type: x, id: id, name: id } }]${more} }\n`;

const twoSources = small(
  jwt(),
  source('people', ', claims: { source_id: "1" }') + source('desks', ', claims: { source_id: "2" }'),
);

const start = (config: Config, more: Partial<LocalHostOptions> = {}): Promise<LocalHost> =>
  startLocalHost({ config, directory, port: 0, log: jsonLog(() => {}, Date.now), environment: {}, ...more });

beforeAll(() => {
  for (const name of ['people', 'desks']) writeFileSync(join(directory, `${name}.csv`), 'id\n1\n2\n');
  const rows = Array.from({ length: 30_000 }, (_, row) => `${row},${'x'.repeat(500)}`);
  writeFileSync(join(directory, 'crowd.csv'), `id,name\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const answerOf = async (url: string, headers: Record<string, string> = {}, method = 'POST', body = '{}') => {
  const call = request(url, { method, headers: { 'content-type': 'application/json', ...headers } });
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: (await json(answer)) as Record<string, unknown> };
};

const meta = (url: string, token?: string) =>
  answerOf(`${url}/${service}/Meta`, token === undefined ? {} : { authorization: `Bearer ${token}` });

describe('tokens of the development issuer', () => {
  let host: LocalHost;
  let other: LocalHost;
  beforeAll(async () => {
    [host, other] = await Promise.all([start(twoSources), start(twoSources)]);
  });
  afterAll(() => Promise.all([host.stop(0), other.stop(0)]));

  test('open the source that they are for', async () => {
    for (const name of ['people', 'desks']) {
      expect(await meta(host.urlOf(name), await host.token(name, 60))).toMatchObject({
        status: 200,
        body: { version: 'v1.0.0' },
      });
    }
  });

  const refused = async (url: string, token: string | undefined) => {
    const { status, headers, body } = await meta(url, token);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 401, type: 'application/problem+json' });
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
    return body['code'];
  };

  test('open no other source, by claims and by URL', async () => {
    expect(await refused(host.urlOf('desks'), await host.token('people', 60))).toBe('claim-refused');
    const alike = await start(small(jwt(), source('people') + source('desks')));
    expect(await refused(alike.urlOf('desks'), await alike.token('people', 60))).toBe('url-refused');
    await alike.stop(0);
  });

  test('open no other local host', async () => {
    expect(await refused(host.urlOf('people'), await other.token('people', 60))).toBe('issuer-unknown');
  });

  test('are needed, and end', async () => {
    expect(await refused(host.urlOf('people'), undefined)).toBe('token-missing');
    expect(await refused(host.urlOf('people'), await host.token('people', -31))).toBe('token-expired');
    expect(await refused(host.urlOf('people'), await host.token('nosuch', 60))).toBe('claim-missing');
  });

  test('work for a vendor whose own tokens name no URL, and for one in AWS', async () => {
    const aws = '{ awsRole: { arn: "arn:aws:iam::111122223333:role/tenant", externalId: "acme-7f3c2a9e5b1d4086" } }';
    for (const vendor of [jwt(', urlClaim: null'), aws]) {
      const local = await start(small(vendor, source('people')));
      expect((await meta(local.urlOf('people'), await local.token('people', 60))).status).toBe(200);
      expect(await refused(local.urlOf('people'), undefined)).toBe('token-missing');
      await local.stop(0);
    }
  });
});

describe('the local host', () => {
  test('says which sources there are where there is none', async () => {
    const host = await start(twoSources);
    for (const path of [
      '',
      'nosuch/',
      `nosuch/${service}/Meta`,
      '.issuer',
      'constructor/',
      `/people/${service}/Meta`,
    ]) {
      const { status, body } = await answerOf(`http://127.0.0.1:${host.port}/${path}`);
      expect({ status, body }).toEqual({
        status: 404,
        body: {
          status: 404,
          code: 'not-found',
          detail: 'No source is served at this path; there are /people/, /desks/.',
          reference: expect.stringMatching(/^[0-9a-z]{16}$/),
        },
      });
    }
    await host.stop(0);
  });

  test('listens on one address of this machine only', async () => {
    const host = await start(twoSources);
    const open = connect(host.port, '127.0.0.1');
    await once(open, 'connect');
    open.destroy();
    // Whoever listens on all addresses listens on this one, and on IPv6.
    for (const address of ['127.0.0.2', '::1']) {
      const [error] = await once(connect(host.port, address), 'error').catch((thrown) => [thrown]);
      expect(error.code).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH)$/);
    }
    await host.stop(0);
  });

  test('serves ports that fetch refuses', async () => {
    const host = await start(twoSources, { port: 10_080 });
    expect((await meta(host.urlOf('people'), await host.token('people', 60))).status).toBe(200);
    await host.stop(0);
  });

  test('takes no part in a cloud, and lets go of its port', async () => {
    const { port, stop } = await start(twoSources);
    await stop(0);
    const environment = { K_SERVICE: 'gateway' };
    await expect(start(twoSources, { port, environment })).rejects.toMatchObject({
      code: 'development-issuer-refused',
    });
    await (await start(twoSources, { port })).stop(0);
  });

  test('says so when its port is taken', async () => {
    const { port, stop } = await start(twoSources);
    await expect(start(twoSources, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await stop(0);
  });

  const openCrowd = async (host: LocalHost, version: 'v1alpha1' | 'v1alpha2') => {
    const token = await host.token('crowd', 60);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/connect+json' };
    const call = request(`${host.urlOf('crowd')}/elimity.insights.customgateway.${version}.Service/PerformImport`, {
      method: 'POST',
      headers,
    });
    const message = Buffer.from('{"version":"v1.0.0"}');
    call.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return answer;
  };
  const crowd = small(
    jwt(),
    '  crowd: { connector: file, files: [{ path: ./crowd.csv, entity: { type: x, id: id, name: name } }] }\n',
  );

  test('ends pages with a cursor when it stops, and waits for them', async () => {
    const host = await start(crowd);
    const answer = await openCrowd(host, 'v1alpha2');
    const began = performance.now();
    const stopped = host.stop(10_000);
    const messages = parseFrames(await buffer(answer)).map(({ message }) =>
      JSON.parse(Buffer.from(message).toString()),
    );
    expect(messages.slice(-2)).toEqual([{ cursor: expect.anything() }, {}]);
    expect(messages.length).toBeLessThan(30_000);
    expect(await stopped).toBe(0);
    // No connection is kept alive: those would hold it up for five seconds.
    expect(performance.now() - began).toBeLessThan(3_000);
    await expect(once(get(host.urlOf('crowd'), { agent: false }), 'response')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  test('cuts an answer that can not end early when its time is up, and counts it', async () => {
    const host = await start(crowd);
    const answer = await openCrowd(host, 'v1alpha1');
    const broken = once(answer, 'error');
    expect(await host.stop(200)).toBe(1);
    answer.resume();
    expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' });
  });
});
