import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { version } from '../../../lambda/version.ts';
import { signToken } from '../../../vendor/sign-token.ts';
import { parseFrames } from '../imports/frames.ts';
import { domainName, functionFolder, ResponseStream, startFunction } from './function.ts';

const service = '/elimity.insights.customgateway.v1alpha2.Service';
const issuer = 'https://issuer.example/';
const key = generateKeyPairSync('ed25519').privateKey;
const jwks = { keys: [{ ...key.export({ format: 'jwk' }), d: undefined, kid: 'k1', alg: 'EdDSA' }] };

const bearer = `jwt: { issuer: ${issuer}, audience: gateway }`;
const platform = 'awsRole: { arn: "arn:aws:iam::999900001111:role/tenant", externalId: acme-7f3c2a9e5b1d4086 }';
const role = 'arn:aws:iam::111122223333:role/acme-vendor';
const session = 'arn:aws:sts::111122223333:assumed-role/acme-vendor/import';

const people = '{ connector: file, files: [{ path: ./people.csv, entity: { type: person, id: id, name: name } }] }';
/** As the deployment writes it. */
const documentOf = (identity: string, source = people): string => {
  const text = `{ gateway: acme, vendor: { name: elimity, identity: { ${identity} } }, sources: { people: ${source} } }`;
  return JSON.stringify(sourceDocument(parseConfig(text, 'test.yaml', connectors), 'people'));
};

const rows = (count: number) => Array.from({ length: count }, (_, row) => `${row},${'x'.repeat(500)}\n`).join('');
const files = { 'people.csv': `id,name\n${rows(2)}` };
const tokenFor = (url: string) =>
  signToken({
    key: key.export({ format: 'pem', type: 'pkcs8' }) as string,
    keyId: 'k1',
    issuer,
    audience: 'gateway',
    claims: { gateway_url: url },
    now: Date.now,
  });

const asked: string[] = [];
let logged: Record<string, unknown>[] = [];
beforeEach(() => {
  logged = [];
  asked.length = 0;
  vi.stubGlobal('fetch', async (url: unknown) => {
    asked.push(String(url));
    if (String(url) === `${issuer}jwks`) return Response.json(jwks);
    if (String(url) === `${issuer}.well-known/openid-configuration`)
      return Response.json({ issuer, jwks_uri: `${issuer}jwks` });
    throw new TypeError('fetch failed');
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const envelope = (message: string): Buffer => {
  const length = Buffer.alloc(5);
  length.writeUInt32BE(Buffer.byteLength(message), 1);
  return Buffer.concat([length, Buffer.from(message)]);
};
const importBody = envelope('{"version":"v1.0.0"}');
const messagesOf = ({ body }: ResponseStream) =>
  parseFrames(body).map(({ message }) => JSON.parse(Buffer.from(message).toString()));
const jsonOf = ({ body }: ResponseStream) => JSON.parse(body.toString());

const importParts = { method: 'POST', path: `${service}/PerformImport`, body: importBody };
const streamed = { 'content-type': 'application/connect+json' };
const metaParts = { method: 'POST', path: `${service}/Meta`, body: '{}' };
const json = { 'content-type': 'application/json' };

describe('a function that is woken up by no call', () => {
  const start = (data: Record<string, string> = files) =>
    startFunction(functionFolder(documentOf(platform), data), { SALLYPORT_VENDOR_ROLE_ARN: role });

  test('tells its operator what it finds out about itself', async () => {
    const report = JSON.parse(await start().wake({ job: 'report' }));
    expect(report).toMatchObject({ version, token: { ok: true }, call: { ok: true }, egress: [] });
    expect(report.outside).toMatchObject({ host: 'example.com' });
    expect(logged).toMatchObject([
      { event: 'report.made', gateway: 'acme', source: 'people', token: true, call: true },
    ]);
  });

  test('tells of what fails by our own words', async () => {
    const { call } = JSON.parse(await start({}).wake({ job: 'report' }));
    expect(call).toEqual({ ok: false, code: expect.any(String), reason: expect.any(String) });
  });

  test('has no other job than its own, and not for a caller', async () => {
    const started = start();
    await expect(started.wake({ job: 'other' })).rejects.toThrow('the source has no such job');
    const answer = await started.invoke({ method: 'POST', path: '/.sallyport/jobs/report', body: '{"job":"report"}' });
    expect(answer.prelude?.statusCode).toBe(404);
  });
});

describe('a function in the platform profile', () => {
  const start = (source = people, data: Record<string, string> = files) =>
    startFunction(functionFolder(documentOf(platform, source), data), { SALLYPORT_VENDOR_ROLE_ARN: role });

  test('answers its health to everyone', async () => {
    const { invoke } = start();
    const answer = await invoke({ query: 'from=probe' });
    expect(answer.prelude).toEqual({
      statusCode: 200,
      headers: expect.objectContaining({ 'content-type': 'application/json', 'cache-control': 'no-store' }),
    });
    expect(jsonOf(answer)).toEqual({ status: 'up', version, source: 'unknown' });
  });

  test("lets in the role's session, and streams an import to it", async () => {
    const { invoke } = start();
    const answer = await invoke({ ...importParts, headers: streamed, userArn: session });
    expect(answer.prelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/connect+json' } });
    expect(messagesOf(answer)).toEqual([
      { entity: { id: '0', name: 'x'.repeat(500), type: 'person' } },
      { entity: { id: '1', name: 'x'.repeat(500), type: 'person' } },
      {},
    ]);
    expect(logged.map(({ event }) => event)).toEqual(['import.started', 'import.ended']);
    expect(logged[0]).toMatchObject({ gateway: 'acme', source: 'people', issuer: 'aws-iam', caller: role });
    expect(asked).toEqual([]);
  });

  test('takes text and base64, and a query string', async () => {
    const { invoke } = start();
    const text = await invoke({ ...metaParts, headers: json, userArn: session, query: 'trace=1&x=%2F' });
    expect(jsonOf(text)).toEqual({ initialCursor: '', version: 'v1.0.0' });
    const binary = { ...metaParts, body: new Uint8Array(), headers: { 'content-type': 'application/proto' } };
    const answer = await invoke({ ...binary, userArn: session });
    expect(answer.body.toString('hex')).toBe('0a021a00120676312e302e30');
  });

  test.each([
    ['nobody', undefined, 'principal-missing'],
    ['another role', 'arn:aws:sts::111122223333:assumed-role/other/import', 'principal-refused'],
    ['a user', 'arn:aws:iam::111122223333:user/acme-vendor', 'principal-refused'],
  ])('refuses %s, also with a token', async (_, userArn, code) => {
    const { invoke } = start();
    const headers = { ...json, authorization: `Bearer ${await tokenFor(`https://${domainName}/`)}` };
    const answer = await invoke({ ...metaParts, headers, ...(userArn && { userArn }) });
    expect(answer.prelude!.statusCode).toBe(403);
    expect(jsonOf(answer)).toMatchObject({ status: 403, code });
  });

  test('ends a page with a cursor before its time is up, and goes on from there', async () => {
    const data = { 'people.csv': `id,name\n${rows(30_000)}` };
    const { invoke } = start(people, data);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = new ResponseStream();
    const [reached, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    slow.gate = () => {
      reached.resolve();
      return open.promise;
    };
    const parts = { ...importParts, headers: streamed, userArn: session };
    const ended = invoke(parts, slow, 900_000);
    await reached.promise;
    vi.advanceTimersByTime(780_000);
    open.resolve();
    const first = messagesOf(await ended);
    expect(first.slice(-2)).toEqual([{ cursor: expect.anything() }, {}]);
    const body = envelope(JSON.stringify({ version: 'v1.0.0', cursor: first.at(-2).cursor }));
    const second = messagesOf(await invoke({ ...parts, body }));
    const ids = [...first, ...second].flatMap(({ entity }) => (entity ? [entity.id] : []));
    expect(ids).toEqual(Array.from({ length: 30_000 }, (_, row) => String(row)));
  });

  test('ends the source when the caller goes away, and is done', async () => {
    const { invoke } = start(people, { 'people.csv': `id,name\n${rows(30_000)}` });
    const gone = new ResponseStream();
    gone.gate = async () => {
      if (gone.chunks.length === 2) gone.destroy(new Error('the client has gone away'));
    };
    gone.on('error', () => {});
    await invoke({ ...importParts, headers: streamed, userArn: session }, gone);
    await vi.waitFor(() => expect(logged.at(-1)).toMatchObject({ event: 'import.ended', outcome: 'gone' }));
    expect(logged.at(-1)!['entities']).toBeLessThan(30_000);
  });

  test('without the variable of its secret says that credentials are missing', async () => {
    const { invoke } = start('{ connector: scim, baseUrl: https://id.example/scim/v2 }');
    const [end] = messagesOf(await invoke({ ...importParts, headers: streamed, userArn: session }));
    expect(end.error).toMatchObject({
      code: 'failed_precondition',
      message: expect.stringMatching(/^credentials-missing: /),
    });
  });

  test.each([
    ['a method that Fetch refuses', { method: 'TRACE' }],
    ['a header that Fetch refuses', { headers: { authorization: 'Bearer canary\u0000token' } }],
    ['a header name that Fetch refuses', { headers: { 'x canary': 'token' } }],
  ])('answers %s, and repeats nothing of it', async (_, parts) => {
    const { invoke } = start();
    const answer = await invoke(parts);
    expect(answer.prelude!.statusCode).toBe(400);
    expect(jsonOf(answer)).toMatchObject({ code: 'request-malformed', reference: expect.any(String) });
    expect(JSON.stringify([answer.body.toString(), logged])).not.toMatch(/canary/);
  });
});

describe('a function in the bearer profile', () => {
  const start = (environment: Record<string, string> = {}) =>
    startFunction(functionFolder(documentOf(bearer), files), environment);
  const bearing = async (url: string) => ({ ...json, authorization: `Bearer ${await tokenFor(url)}` });

  test("lets in a token for the domain that is Lambda's own", async () => {
    const { invoke } = start();
    const answer = await invoke({ ...metaParts, headers: await bearing(`https://${domainName}/`) });
    expect(jsonOf(answer)).toMatchObject({ version: 'v1.0.0' });
  });

  test('does not believe the Host header, nor what a proxy would say', async () => {
    const { invoke } = start();
    const headers = {
      ...(await bearing('https://other.example/')),
      host: 'other.example',
      'x-forwarded-host': 'other.example',
      forwarded: 'host=other.example;proto=https',
    };
    expect(jsonOf(await invoke({ ...metaParts, headers }))).toMatchObject({ status: 401, code: 'url-refused' });
  });

  test('believes the public URL of its environment instead of its domain', async () => {
    const { invoke } = start({ SALLYPORT_PUBLIC_URL: 'https://gate.example/people' });
    const own = await invoke({ ...metaParts, headers: await bearing('https://gate.example/people') });
    expect(own.prelude!.statusCode).toBe(200);
    const domain = await invoke({ ...metaParts, headers: await bearing(`https://${domainName}/`) });
    expect(jsonOf(domain)).toMatchObject({ status: 401, code: 'url-refused' });
  });

  test('does not take the platform for a token', async () => {
    const { invoke } = start();
    const answer = await invoke({ ...metaParts, headers: json, userArn: session });
    expect(jsonOf(answer)).toMatchObject({ status: 401, code: 'token-missing' });
  });

  test('sees two tokens that Lambda has joined', async () => {
    const { invoke } = start();
    const { authorization } = await bearing(`https://${domainName}/`);
    const headers = { ...json, authorization: `${authorization},${authorization}` };
    expect(jsonOf(await invoke({ ...metaParts, headers }))).toMatchObject({ code: 'authorization-repeated' });
  });
});

describe('a function that can not start says why, and nothing of what it read', () => {
  const starts = (folder: string) => {
    const script = `
      globalThis.awslambda = { streamifyResponse: (handler) => handler };
      await import(${JSON.stringify(pathToFileURL(`${folder}/gateway.mjs`))});`;
    // Without the code that Node shows for an uncaught error: it is the bundle's one line.
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: {} });
  };

  test.each([
    ['source.json is not there', undefined, /source\.json can not be read \(ENOENT\): deploy the source again/],
    ['source.json is cut off', '{"gateway":"canary', /source\.json is not JSON: deploy the source again/],
    ['source.json is something else', '["canary"]', /source\.json does not describe a source: deploy/],
    ['source.json lacks a part', '{"gateway":"canary"}', /source\.json does not describe a source: deploy/],
    [
      'its connector is unknown',
      documentOf(bearer).replace('"connector":"file"', '"connector":"nosuch"'),
      /has no connector nosuch: deploy it again/,
    ],
    ['its role is unknown', documentOf(platform), /the platform profile needs the ARN of the role/],
  ])('because %s', (_, source, says) => {
    const { status, stderr, stdout } = starts(functionFolder(source));
    expect(status).toBe(1);
    const [message] = /^\w*Error: .*$/m.exec(stderr) ?? [];
    expect(message).toMatch(says);
    expect(stdout + stderr).not.toContain('canary');
  });
});
