import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type Helpdesk, startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { type LocalHost, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { version } from '../../../lambda/version.ts';

// The whole way: a token, the gateway on its port, the shapes file, the help desk's API behind it.
const root = join(import.meta.dirname, '../../..');
const sourceToken = randomBytes(16).toString('hex');
const log: Record<string, unknown>[] = [];
let directory: string;
let helpdesk: Helpdesk;
let host: LocalHost;
let authorization: string;

const configuration = (url: string) => `
gateway: acme
vendor:
  name: analytics
  identity: { jwt: { issuer: https://issuer.example/, audience: gateway } }
sources:
  helpdesk:
    connector: openapi
    document: ./helpdesk.openapi.yaml
    shapes: ./helpdesk.shapes.yaml
    authentication: bearer
    localServer: ${url}
    limits: { attempts: 2 }
`;

beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-proxy-')));
  helpdesk = await startHelpdesk({ port: 0, token: sourceToken });
  for (const name of ['helpdesk.openapi.yaml', 'helpdesk.shapes.yaml']) {
    copyFileSync(join(root, 'examples/helpdesk', name), join(directory, name));
  }
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  const secret = JSON.stringify({ token: sourceToken });
  writeFileSync(join(directory, '.sallyport/secrets/helpdesk.json'), secret, { mode: 0o600 });
  writeFileSync(join(directory, 'sallyport.yaml'), configuration(helpdesk.url));
  host = await startLocalHost({
    config: loadConfig(join(directory, 'sallyport.yaml'), connectors),
    directory,
    port: 0,
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
    environment: {},
  });
  authorization = `Bearer ${await host.token('helpdesk', 300)}`;
});

afterAll(async () => {
  await host.stop(1_000);
  await helpdesk.stop();
  rmSync(directory, { recursive: true });
});

beforeEach(() => void log.splice(0));

const call = (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) =>
  fetch(host.urlOf('helpdesk') + path, { ...init, headers: { authorization, ...init.headers } });

interface Person {
  readonly id: string;
  readonly email: string;
  readonly active: boolean;
}
interface Page<Thing> {
  readonly data: readonly Thing[];
  readonly page: { readonly number: number; readonly next: string | null };
}
const json = async <Thing>(response: Response): Promise<Thing> => (await response.json()) as Thing;

describe('a call by proxy', () => {
  test('gets what the shape names, with pseudonyms for people', async () => {
    const response = await call('/people?per_page=5');
    expect(response.status).toBe(200);
    const { data } = await json<Page<Person>>(response);
    expect(data).toHaveLength(5);
    for (const person of data) {
      expect(person.id).toMatch(/^sp1r\./);
      expect(person.email).toMatch(/^sp1h\./);
      expect(person).not.toHaveProperty('name');
      expect(person).not.toHaveProperty('phone');
    }
  });

  test('may ask with a pseudonym for the one it stands for', async () => {
    const { data } = await json<Page<Person>>(await call('/people?per_page=3'));
    const one = await json<Person>(await call(`/people/${data[2]!.id}`));
    expect(one.id).toBe(data[2]!.id);
    expect(one.email).toBe(data[2]!.email);
  });

  test('is led from page to page by links to the gate', async () => {
    let next: string | null = `${host.urlOf('helpdesk')}/teams`;
    const first = await json<Page<unknown>>(await call('/people?per_page=50'));
    const numbers = [first.page.number];
    next = first.page.next;
    while (next) {
      expect(next.startsWith(`${host.urlOf('helpdesk')}/people?`)).toBe(true);
      const page: Page<unknown> = await json(await fetch(next, { headers: { authorization } }));
      numbers.push(page.page.number);
      next = page.page.next;
    }
    expect(numbers).toEqual([1, 2]);
  });

  test('leaves one line in the log, without any value', async () => {
    const response = await call('/people?per_page=5');
    await response.text();
    await expect.poll(() => log).toHaveLength(1);
    expect(log[0]).toMatchObject({
      event: 'proxy.ended',
      gateway: 'acme',
      source: 'helpdesk',
      caller: 'analytics',
      endpoint: 'GET /people',
      status: 200,
      attempts: 1,
      reference: response.headers.get('sallyport-reference'),
    });
    expect(JSON.stringify(log)).not.toMatch(/acme\.example|per_page|u-0001|sp1/);
  });

  test.each([
    ['a path that is not named', '/invoices', 403, 'path-not-allowed'],
    ['a parameter that is not named', '/people?expand=all', 403, 'query-not-allowed'],
    ['a value that is not allowed', '/tickets?status=secret', 403, 'query-value-refused'],
    ['a pseudonym that is not ours', `/people/sp1r.AAAA.43.${'A'.repeat(43)}`, 400, 'pseudonym-refused'],
  ])('of %s is refused', async (_, path, status, code) => {
    const response = await call(path);
    expect(await json(response)).toMatchObject({ status, code });
    expect(log.map(({ event, attempts }) => ({ event, attempts }))).toEqual([{ event: 'proxy.refused', attempts: 0 }]);
  });

  test('of a stranger is refused before anything of the source is told', async () => {
    const response = await fetch(`${host.urlOf('helpdesk')}/people`);
    expect(response.status).toBe(401);
    expect(await json(response)).toMatchObject({ code: 'token-missing' });
  });

  test('of a source that fails tells its status and nothing of its words', async () => {
    const response = await call('/tickets/99999999');
    const text = await response.text();
    expect(response.status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ status: 404, code: 'source-not-found' });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(text).not.toMatch(/acme\.example|192\.0\.2/);
  });

  test('sees a target as it was sent, not as a parser would have it', async () => {
    const answered = await raw(
      `GET /helpdesk/people/../people HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}`,
    );
    expect(answered).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"path-malformed"/);
  });

  test('below the health of the gateway is the gateway’s own', async () => {
    expect(await (await fetch(`${host.urlOf('helpdesk')}/health`)).json()).toEqual({
      status: 'up',
      version,
      source: 'unknown',
    });
    expect((await fetch(`${host.urlOf('helpdesk')}/people/health`)).status).toBe(401);
  });
});

const raw = (head: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(host.port, '127.0.0.1', () => socket.write(`${head}\r\nconnection: close\r\n\r\n`));
    socket
      .on('data', (bytes) => (answer += bytes.toString()))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });
