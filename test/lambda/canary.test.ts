import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceDocument } from '../../config/config.ts';
import { parseConfig } from '../../config/load.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';
import { callersFor } from '../../lambda/callers/callers-for.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { localFiles } from '../../lambda/platform/local/local-files.ts';
import { localIdentity } from '../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { parseSecret } from '../../lambda/platform/parse-secret.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { PlatformError } from '../../lambda/platform/platform-error.ts';
import { signToken } from '../../vendor/sign-token.ts';
import { parseFrames } from './imports/frames.ts';
import { memoryState } from './support/memory-state.ts';

/*
 * Every value that must never be in a log is marked with this word, in whatever form it could get there: data of sources, secrets,
 * fields of requests, tokens. Names of columns, files and claims are configuration, and not marked.
 */
const canary = 'kanarie';
const forms = [canary, Buffer.from(canary).toString('base64').slice(0, 8), Buffer.from(canary).toString('hex')];

const outside = mkdtempSync(join(tmpdir(), 'sallyport-canary-'));
const directory = join(outside, 'acme');
const url = 'https://gate.example/people';
const issuer = 'https://issuer.example/';
const key = generateKeyPairSync('ed25519').privateKey;
const pem = key.export({ format: 'pem', type: 'pkcs8' }) as string;

beforeAll(() => {
  mkdirSync(directory);
  const write = (name: string, content: string) => writeFileSync(join(directory, name), content);
  write('people.csv', `id,name,born\n1,${canary},1970-01-01\n`);
  write('bad-date.csv', `id,name,born\n1,${canary},${canary}\n`);
  write('no-id.csv', `id,name,born\n,${canary},1970-01-01\n`);
  write('ragged.csv', `id,name,born\n1,${canary},1970-01-01,${canary}\n`);
  write('quotes.csv', `id,name,born\n1,"${canary}"${canary},1970-01-01\n`);
  write('columns.csv', `number,${canary}\n1,${canary}\n`);
  write('people.ndjson', `{"id":"1","name":"${canary}","born":"1970-01-01"}\n`);
  write('broken.ndjson', `{"id":"1","name":"${canary}" ${canary}}\n`);
  write('list.json', `[{"id":"1","name":{"${canary}":"${canary}"},"born":"${canary}"}]`);
  write('broken.json', `[{"id":"1","name":"${canary}"},,${canary}`);
  write('not-gzip.csv.gz', canary);
  write('not-a.sqlite', `${canary} is no database, and longer than the header of one`.repeat(50));
  writeFileSync(join(outside, 'people.csv'), canary);
  for (const name of ['link.csv', 'link.sqlite']) symlinkSync(join(outside, 'people.csv'), join(directory, name));
  using database = new DatabaseSync(join(directory, 'people.sqlite'));
  database.exec(`create table people (id text, name text, born text);
    insert into people values ('1', '${canary}', '1970-01-01'), ('2', '${canary}', '${canary}'), (null, '${canary}', null)`);
});
afterAll(() => rmSync(outside, { recursive: true }));

const file = (path: string) =>
  `{ connector: file, files: [{ path: ./${path}, entity: { type: person, id: id, name: name, attributes: { born: { column: born, type: date } } } }] }`;
const sql = (query: string, database = '{ sqlite: ./people.sqlite }') =>
  `{ connector: sql, database: ${database}, queries: [{ query: "${query}", entity: { type: person, id: id, name: name, attributes: { born: { column: born, type: date } } } }] }`;
const postgres = (credentials: string) =>
  sql(
    'select id, name, born from people',
    `{ postgres: { host: 127.0.0.1, port: 1, database: hr, credentials: ${credentials} } }`,
  );
const ldap = (credentials: string) =>
  `{ connector: ldap, host: 127.0.0.1, port: 1, tls: disable, directory: openldap, base: "dc=acme,dc=example", credentials: ${credentials} }`;
const scim = '{ connector: scim, baseUrl: "https://id.example/scim/v2" }';

interface Run {
  readonly source: string;
  readonly secret?: () => Promise<Readonly<Record<string, string>>>;
  readonly token?: string;
  readonly body?: string;
  readonly scim?: (request: Request) => Response;
}

const user = { schemas: [], id: '1', userName: canary, displayName: canary, meta: { location: canary } };
const page = (resources: unknown[]) => ({
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: 100,
  Resources: resources,
});

const tokenWith = (claims: Readonly<Record<string, string>>, more: Partial<Parameters<typeof signToken>[0]> = {}) =>
  signToken({
    key: pem,
    keyId: 'k1',
    issuer,
    audience: 'gateway',
    claims: { gateway_url: url, ...claims },
    now: Date.now,
    ...more,
  });

const fetchFor =
  (run: Run): typeof globalThis.fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    if (request.url === `${issuer}jwks`)
      return Response.json({ keys: [{ ...key.export({ format: 'jwk' }), d: undefined, kid: 'k1' }] });
    if (request.url === `${issuer}.well-known/openid-configuration`)
      return Response.json({ issuer, jwks_uri: `${issuer}jwks` });
    if (run.scim) return run.scim(request);
    throw new TypeError(`fetch failed: ${canary}`);
  };

/** Makes one call, and gives what was logged and what the caller got. */
const called = async (run: Run) => {
  const text = `{ gateway: acme, vendor: { name: elimity, identity: { jwt: { issuer: "${issuer}", audience: gateway } } }, sources: { people: ${run.source} } }`;
  const document = sourceDocument(parseConfig(text, 'test.yaml', connectors), 'people');
  const lines: string[] = [];
  const platform: Platform = {
    secrets: { read: run.secret ?? (async () => ({ token: canary, user: canary, password: canary })) },
    keys: { readOrCreate: () => Promise.reject(new Error('no key here')) },
    state: memoryState(),
    http: () => () => Promise.reject(new Error('no network here')),
    identity: localIdentity({ environment: {}, now: Date.now }),
    files: localFiles(directory),
    log: jsonLog((line) => lines.push(line), Date.now),
    fetch: fetchFor(run),
    now: Date.now,
    random: () => 0,
    reference: () => 'reference-1',
  };
  const verify = callersFor(document.vendor, document.source.claims, platform);
  const gateway = createGateway({ document, connector: connectorNamed(document.source.connector)!, platform, verify });
  const json = run.body ?? JSON.stringify({ version: 'v1.0.0', fields: { user: canary, password: canary } });
  const length = Buffer.alloc(5);
  length.writeUInt32BE(Buffer.byteLength(json), 1);
  const request = new Request(`${url}/elimity.insights.customgateway.v1alpha2.Service/PerformImport`, {
    method: 'POST',
    headers: {
      'content-type': 'application/connect+json',
      authorization: `Bearer ${run.token ?? (await tokenWith({ jti: canary, email: canary }))}`,
      'user-agent': canary,
      cookie: canary,
    },
    body: Buffer.concat([length, Buffer.from(json)]),
  });
  const answer = await gateway(request, { publicUrl: url });
  return { lines, status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
};

const expectSilence = (what: string): void => {
  for (const form of forms) expect(what).not.toContain(form);
};

const endOf = (body: Buffer) => JSON.parse(Buffer.from(parseFrames(body).at(-1)!.message).toString());

describe('imports that succeed', () => {
  test.each([
    ['file', { source: file('people.csv') }],
    ['file', { source: file('people.ndjson') }],
    ['sql', { source: sql("select id, name, born from people where id = '1'") }],
    [
      'scim',
      { source: scim, scim: ({ url: at }: Request) => Response.json(page(at.includes('/Users') ? [user] : [])) },
    ],
  ] satisfies [string, Run][])('of %s send the data, and log none of it', async (_, run) => {
    const { lines, body } = await called(run);
    expect(endOf(body)).toEqual({});
    expect(body.toString()).toContain(canary);
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['import.started', 'import.ended']);
    expectSilence(lines.join(''));
  });
});

const denied = new PlatformError('secret-denied', 'the role may not read it', { cause: new Error(canary) });
const unreachable = new PlatformError('secret-unreachable', 'it did not answer', { cause: new Error(canary) });

describe('imports that fail', () => {
  const failing: [string, Run, string][] = [
    ['a date that is none', { source: file('bad-date.csv') }, 'data-invalid'],
    ['an id that is missing', { source: file('no-id.csv') }, 'data-invalid'],
    ['a row with too many cells', { source: file('ragged.csv') }, 'data-invalid'],
    ['quotes in the wrong place', { source: file('quotes.csv') }, 'data-invalid'],
    ['columns that are not there', { source: file('columns.csv') }, 'configuration-invalid'],
    ['a broken line', { source: file('broken.ndjson') }, 'data-invalid'],
    ['an object as a name', { source: file('list.json') }, 'data-invalid'],
    ['broken JSON', { source: file('broken.json') }, 'data-invalid'],
    ['what is not gzip', { source: file('not-gzip.csv.gz') }, 'data-invalid'],
    ['a file that is missing', { source: file('missing.csv') }, 'source-unreachable'],
    ['a link that leads out', { source: file('link.csv') }, 'configuration-invalid'],
    [
      'a database that a link leads out to',
      { source: sql('select id, name, born from people', '{ sqlite: ./link.sqlite }') },
      'file-outside',
    ],
    ['a date in a database', { source: sql('select id, name, born from people') }, 'data-invalid'],
    ['no database', { source: sql('select 1', '{ sqlite: ./not-a.sqlite }') }, 'data-invalid'],
    ['a query that is none', { source: sql('select id, name, born from nothing') }, 'configuration-invalid'],
    [
      'an error of SQL',
      { source: sql('select id, name, abs(-9223372036854775808) as born from people') },
      'configuration-invalid',
    ],
    ['a database that is down', { source: postgres('secret') }, 'source-unreachable'],
    ['a database that is down, with fields', { source: postgres('fields') }, 'source-unreachable'],
    ['a directory that is down', { source: ldap('secret') }, 'source-unreachable'],
    ['a directory that is down, with fields', { source: ldap('fields') }, 'source-unreachable'],
    ['a service that is down', { source: scim }, 'source-unreachable'],
    [
      'a service that refuses',
      { source: scim, scim: () => Response.json({ detail: canary }, { status: 401 }) },
      'credentials-refused',
    ],
    ['a service that fails', { source: scim, scim: () => new Response(canary, { status: 500 }) }, 'source-failed'],
    ['a service that answers text', { source: scim, scim: () => new Response(canary) }, 'source-failed'],
    [
      'a token with a line feed',
      { source: scim, secret: async () => ({ token: `${canary}\n${canary}` }) },
      'credentials-refused',
    ],
    ['no secret', { source: scim, secret: async () => ({ other: canary }) }, 'credentials-missing'],
    ['a secret that is none', { source: scim, secret: async () => parseSecret(canary) }, 'secret-invalid'],
    ['a secret that is closed', { source: scim, secret: () => Promise.reject(denied) }, 'secret-denied'],
    [
      'a store that is down',
      { source: postgres('secret'), secret: () => Promise.reject(unreachable) },
      'secret-unreachable',
    ],
    [
      'a store that fails in an unknown way',
      { source: scim, secret: () => Promise.reject(new Error(canary)) },
      'internal',
    ],
    [
      'a cursor of another source',
      { source: file('people.csv'), body: `{"version":"v1.0.0","cursor":{"position":"${canary}"}}` },
      'cursor-invalid',
    ],
  ];

  test.each(failing)('because of %s say which code, to both sides', async (_, run, code) => {
    const { lines, body } = await called(run);
    const { error } = endOf(body);
    expect(error.message).toMatch(new RegExp(`^${code}: .+ \\(reference reference-1\\)$`));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ code, reference: 'reference-1' });
    expectSilence(lines.join(''));
    expectSilence(JSON.stringify(error));
  });

  test('because the request is broken repeat nothing of it', async () => {
    for (const body of [`{"version":"v1.0.0","fields":{"user":"${canary}"`, canary, `{"fields":"${canary}"}`]) {
      const { lines, body: answer } = await called({ source: file('people.csv'), body });
      expect(endOf(answer).error.code).toBe('invalid_argument');
      expectSilence(lines.join(''));
      expectSilence(answer.toString());
    }
  });
});

describe('callers that are refused', () => {
  const tokens: [string, () => Promise<string>][] = [
    ['is none', async () => canary],
    ['has marked parts', async () => `${canary}.${canary}.${canary}`],
    ['has a marked key id', () => tokenWith({}, { keyId: canary })],
    ['is of a marked issuer', () => tokenWith({}, { issuer: `https://${canary}.example/` })],
    ['is for a marked audience', () => tokenWith({}, { audience: canary })],
    ['is for a marked URL', () => tokenWith({ gateway_url: `https://${canary}.example/` })],
    ['is for a marked subject, and expired', () => tokenWith({ sub: canary }, { now: () => 0 })],
    ['has a marked signature', async () => `${(await tokenWith({})).split('.').slice(0, 2).join('.')}.${canary}`],
  ];

  test.each(tokens)('because the token %s', async (_, token) => {
    const { lines, status, body } = await called({ source: file('people.csv'), token: await token() });
    expect(status).toBe(401);
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['caller.refused']);
    expectSilence(lines.join(''));
    expectSilence(body.toString());
  });
});
