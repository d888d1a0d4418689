import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pullCommand } from '../../bin/commands/pull.ts';
import { tokenFile, writeTokenFile } from '../../bin/token-files.ts';
import type { ImportContext } from '../../connectors/connector.ts';
import type { Batch, Item } from '../../connectors/item.ts';
import { SourceError } from '../../connectors/source-error.ts';
import { signToken } from '../../vendor/sign-token.ts';
import { issuer, startTrustingGateway } from '../vendor/trusting-gateway.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { program, running, sallyport } from './sallyport.ts';
import { people, workspace } from './workspace.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const trusted = { key, kid: 'k1' };
const pem = key.export({ format: 'pem', type: 'pkcs8' }) as string;
const jwk = JSON.stringify({ ...key.export({ format: 'jwk' }), kid: 'k1' });

const tokenFor = (url: string, sourceId = '42') =>
  signToken({
    key: pem,
    keyId: 'k1',
    issuer,
    audience: 'gateway',
    claims: { base_url: 'https://acme.example', source_id: sourceId, gateway_url: url },
    now: Date.now,
  });

const file = (content: string): string => {
  const path = join(tmpdir(), `sallyport-pull-${process.pid}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content, { mode: 0o600 });
  onTestFinished(() => rmSync(path));
  return path;
};

/** A person named after the request's field, a membership with a date, and a word. */
async function* small({ fields }: ImportContext): AsyncGenerator<Batch> {
  const since = { type: 'date', value: new Date('2024-02-29') } as const;
  const items: Item[] = [
    { kind: 'entity', id: '1', name: String(fields['name'] ?? 'One'), type: 'person' },
    { kind: 'relationship', fromId: '1', fromType: 'person', toId: 't', toType: 'team', attributes: { since } },
    { kind: 'log', level: 'alert', message: 'a word' },
  ];
  yield { items };
}

/** One person, or, after a mark, the one who came since. */
async function* changing({ fields, cursor }: ImportContext): AsyncGenerator<Batch> {
  const name = cursor === undefined ? 'First' : `After ${JSON.stringify(cursor)}`;
  const mark = { changes: { at: cursor === undefined ? 1 : 2 } };
  yield { items: [{ kind: 'entity', id: '1', name, type: 'person' }], ...(fields['changes'] === true && { mark }) };
}

/** A source that has forgotten its marks. */
async function* forgetful(): AsyncGenerator<Batch> {
  throw new SourceError('cursor-invalid', 'users: the source does not know where the import stopped any more');
}

async function* endless(): AsyncGenerator<Batch> {
  for (let batch = 0; ; batch++) {
    await new Promise((resolve) => setImmediate(resolve));
    const items = Array.from({ length: 1_000 }, (_, at) => ({
      kind: 'entity' as const,
      id: `${batch}-${at}`,
      name: 'x'.repeat(100),
      type: 'person',
    }));
    yield { items, resume: batch };
  }
}

/** Runs it without a process of its own. */
const pull = (args: readonly string[], options: InProcessOptions = {}) =>
  inProcess(pullCommand, ['pull', ...args], options);

describe('pull', () => {
  test('with a token in a file says what came', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { url } = gateway;
    const ended = await pull(['people', '--url', url, '--token', file(`${await tokenFor(url)}\n`)]);
    expect(ended).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^people: 1 entities, 1 relationships, 1 page, [\d.]+ K?B in \d+\.\d s\n$/),
    });
  });

  test('with a token from standard input, whatever configuration lies there', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { url } = gateway;
    const input = await tokenFor(url);
    const args = ['pull', 'people', '--url', url, '--token', '-', '--config', file('no: configuration')];
    expect(await sallyport(args, { input })).toMatchObject({ code: 0 });
  });

  const claims = ['--claim', 'base_url=https://acme.example', '--claim', 'source_id=42'];
  const keyArgs = ['--issuer', issuer, '--audience', 'gateway', ...claims, '--config', '/none'];

  test.each([
    ['PEM', pem, ['--key-id', 'k1']],
    ['JWK', jwk, []],
    ['PEM for PS256', pem, ['--key-id', 'k1', '--algorithm', 'PS256']],
  ])('with a key as %s', async (_, content, more) => {
    await using gateway = await startTrustingGateway(trusted, small);
    const args = ['people', '--url', gateway.url, '--key', file(content), ...more, ...keyArgs];
    expect(await pull(args)).toMatchObject({ code: 0, stderr: expect.stringMatching(/^people: 1 entities/) });
  });

  test('with a key takes issuer, audience and claims from the configuration', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const config = file(`
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: '${issuer}', audience: gateway, claims: { base_url: https://acme.example } } }
sources:
  people:
    connector: file
    claims: { source_id: "42" }
    files: [{ path: ./x.csv, entity: { type: x, id: id, name: name } }]
`);
    const args = ['people', '--url', gateway.url, '--key', file(jwk), '--config', config];
    expect(await pull(args)).toMatchObject({ code: 0 });
  });

  test('keeps where changes begin, and pulls only those the next time', async () => {
    await using gateway = await startTrustingGateway(trusted, changing);
    const { url } = gateway;
    const mark = join(tmpdir(), `sallyport-mark-${process.pid}`);
    onTestFinished(() => rmSync(mark));
    const args = async () => [
      'people',
      '--url',
      url,
      '--token',
      file(await tokenFor(url)),
      '--json',
      '--changes',
      mark,
    ];
    expect(await pull(await args())).toMatchObject({ code: 0, stdout: expect.stringContaining('"First"') });
    expect(JSON.parse(readFileSync(mark, 'utf8'))).toStrictEqual({ changes: { at: 1 } });
    expect(await pull(await args())).toMatchObject({ code: 0, stdout: expect.stringContaining('After {') });
    expect(JSON.parse(readFileSync(mark, 'utf8'))).toStrictEqual({ changes: { at: 2 } });
  });

  test('says what to do with a mark that the source does not know any more', async () => {
    await using gateway = await startTrustingGateway(trusted, forgetful);
    const { url } = gateway;
    const mark = file('{"changes":{"at":1}}');
    const args = ['people', '--url', url, '--token', file(await tokenFor(url)), '--changes', mark];
    const { code, stderr } = await pull(args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Remove the file') });
    expect(stderr).toContain(mark);
    expect(readFileSync(mark, 'utf8')).toBe('{"changes":{"at":1}}');
  });

  test('says of a source without changes that it has none', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { url } = gateway;
    const mark = join(tmpdir(), `sallyport-no-mark-${process.pid}`);
    const args = ['people', '--url', url, '--token', file(await tokenFor(url)), '--changes', mark];
    expect(await pull(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('without --changes') });
    expect(existsSync(mark)).toBe(false);
  });

  test('sends the fields of a file', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { url } = gateway;
    const args = ['people', '--url', url, '--token', file(await tokenFor(url)), '--fields', '-', '--json'];
    const { stdout } = await pull(args, { input: '{"name":"Zoë 🦊"}' });
    expect(JSON.parse(stdout.split('\n')[0]!)).toEqual({ entity: { id: '1', name: 'Zoë 🦊', type: 'person' } });
  });

  test.each([
    ['proto', 'v1alpha2'],
    ['json', 'v1alpha2'],
    ['proto', 'v1alpha1'],
    ['json', 'v1alpha1'],
  ])('as %s by %s prints every item as a line of JSON', async (codec, api) => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { url } = gateway;
    const more = ['--codec', codec, '--api', api, '--json'];
    const { code, stdout } = await pull(['people', '--url', url, '--token', file(await tokenFor(url)), ...more]);
    expect(code).toBe(0);
    const date = '2024-02-29T00:00:00Z';
    const ids = { fromEntityId: '1', fromEntityType: 'person', toEntityId: 't', toEntityType: 'team' };
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { entity: { id: '1', name: 'One', type: 'person' } },
      { relationship: { ...ids, attributeAssignments: { since: { date } } } },
      { log: { level: { alert: {} }, message: 'a word' } },
    ]);
  });

  test('of which somebody reads the first line only ends well', async () => {
    await using gateway = await startTrustingGateway(trusted, endless);
    const { url } = gateway;
    const token = file(await tokenFor(url));
    const command = 'set -o pipefail; "$0" "$1" pull people --url "$2" --token "$3" --json | head -1; echo $?';
    const child = spawn('bash', ['-c', command, process.execPath, program, url, token]);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"entity":\{"id":"0-0",.*\}\}\n0\n$/);
    await expect.poll(() => gateway.log.at(-1)).toMatchObject({ event: 'import.ended', outcome: 'gone' });
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that gets %s stops, and ends with %i', async (signal, expected) => {
    await using gateway = await startTrustingGateway(trusted, endless);
    const { url } = gateway;
    await using program = running(['pull', 'people', '--url', url, '--token', file(await tokenFor(url))]);
    await expect.poll(() => gateway.log.map(({ event }) => event), { timeout: 10_000 }).toContain('import.started');
    program.signal(signal);
    program.signal(signal);
    expect(await program.code).toBe(expected);
    expect(program.said).toMatch(/^people: not pulled(, but [\d,]+ entities, 0 relationships came)?\nStopped\.\n$/);
    await expect.poll(() => gateway.log.at(-1)).toMatchObject({ event: 'import.ended', outcome: 'gone' });
  });
});

describe('a pull that is refused', () => {
  const refused = async (token: string): Promise<string> => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { code, stdout, stderr } = await pull(['people', '--url', gateway.url, '--token', file(token)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).not.toContain(token);
    expect(stderr).not.toMatch(/^ +at /m);
    return stderr;
  };

  test('because the token is none', async () => {
    expect(await refused('canary')).toMatch(
      /^people: not pulled\n\[unauthenticated\] token-malformed: Send a signed JWT/,
    );
  });

  test('because the token is of another source', async () => {
    expect(await refused(await tokenFor('http://127.0.0.1/other', '41'))).toMatch(
      /claim-refused: .*\(reference ref-1\)/,
    );
  });

  test('because there is no token says how to give one', async () => {
    await using gateway = await startTrustingGateway(trusted, small);
    const { code, stderr } = await pull(['people', '--url', gateway.url]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/token-missing: [\s\S]*\nNo token was sent: give --token or --key, or start the local host/);
  });

  test('by something that is no gateway', async () => {
    await using server = createServer((_request, response) => void response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await pull(['people', '--url', url]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^people: not pulled\n\[\w+\] unsupported content type null\n$/);
  });

  test('sends the token that a local host left to this machine only', async () => {
    const sent: (string | undefined)[] = [];
    await using server = createServer(({ headers }, response) => {
      sent.push(headers.authorization);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    using place = workspace(people);
    writeTokenFile(tokenFile(place.directory, port, 'people'), 'left-token');
    for (const host of ['127.0.0.1', 'localhost', '0.0.0.0']) {
      await pull(['people', '--config', place.config, '--url', `http://${host}:${port}/people`]);
    }
    expect(sent).toEqual(['Bearer left-token', 'Bearer left-token', undefined]);
  });
});
