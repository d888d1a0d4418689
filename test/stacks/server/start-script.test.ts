import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startCommand } from '../../../stacks/server/start-script.ts';
import { tarOf } from '../../../stacks/server/tar.ts';
import { cloudAuthority, listenTls, type TlsListener } from '../../standins/listen-tls.ts';
import { type ConnectProxy, connectProxy } from './connect-proxy.ts';
import { type Container, isRoot, startContainer } from './container.ts';
import {
  azureClientId,
  azureMetadata,
  azureToken,
  googleMetadata,
  googleToken,
  type MetadataService,
} from './metadata-service.ts';

/** What stands for a bundle: it tells what is there beside it. */
const program = `
import { readFileSync, statSync, writeFileSync } from 'node:fs';
const file = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const mode = statSync(new URL('gateway.mjs', import.meta.url)).mode & 0o777;
const written = (path) => { try { writeFileSync(path, ''); return 'written'; } catch ({ code }) { return code; } };
const nobody = { isRoot: process.getuid() === 0, home: process.env.HOME, elsewhere: ['/var/tmp/sallyport-probe', '/sallyport-probe', 'sallyport-probe'].map(written) };
console.log(JSON.stringify({ event: 'ran', data: file('data/people.csv'), mode, folder: import.meta.dirname, gc: typeof gc, ...nobody }));`;
const long = `${'folder/'.repeat(20)}${'x'.repeat(90)}.csv`;
const files = [
  { path: 'data/people.csv', bytes: Buffer.from('id\n1\n') },
  { path: 'empty', bytes: Buffer.alloc(0) },
  { path: 'exactly-a-block', bytes: Buffer.alloc(512, 'x') },
  { path: long, bytes: Buffer.from('long') },
  { path: 'gateway.mjs', bytes: Buffer.from(program) },
];
const tar = tarOf(files);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const hosts = {
  gcp: {
    metadata: googleMetadata,
    bundle: 'gs://acme-packages/people/1234.tar',
    url: 'https://storage.googleapis.com/acme-packages/people/1234.tar',
    authorization: /^Bearer ya29\.CANARY-of-the-account$/,
    canary: googleToken,
  },
  azure: {
    metadata: azureMetadata,
    bundle: 'https://acmepackages.blob.core.windows.net/packages/people/1234.tar',
    url: 'https://acmepackages.blob.core.windows.net/packages/people/1234.tar',
    authorization: /^Bearer eyJ/,
    canary: azureToken('https://storage.azure.com').slice(0, 60),
  },
} as const;

describe.each(['gcp', 'azure'] as const)('a container on %s', (host) => {
  const { metadata: startMetadata, bundle, url, authorization, canary } = hosts[host];
  let proxy: ConnectProxy;
  let storage: TlsListener;
  let metadata: MetadataService;
  let answers: (() => Response)[] = [];
  let requests: Request[] = [];

  beforeAll(async () => {
    metadata = await startMetadata();
    storage = await listenTls(async (request) => {
      requests.push(request);
      return answers.shift()?.() ?? new Response(new Uint8Array(tar));
    });
    proxy = await connectProxy((name) => (name === new URL(url).host ? storage.port : undefined));
  });
  afterAll(async () => {
    proxy.stop();
    metadata.stop();
    await storage.stop();
  });
  beforeEach(() => {
    answers = [];
    requests = [];
  });
  const started: Container[] = [];
  afterEach(() => {
    vi.restoreAllMocks();
    for (const container of started.splice(0)) container.kill('SIGKILL');
  });

  const start = (more: Readonly<Record<string, string>> = {}, patience?: number): Container => {
    const container = startContainer(startCommand(host, patience), {
      SALLYPORT_BUNDLE: bundle,
      SALLYPORT_BUNDLE_SHA256: sha256(tar),
      AZURE_CLIENT_ID: azureClientId,
      ...metadata.environment,
      HTTPS_PROXY: proxy.url,
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: cloudAuthority,
      ...more,
    });
    started.push(container);
    return container;
  };

  const events = ({ lines }: Container) => lines.map(({ event }) => event);

  test('fetches its package as itself, unpacks it for nobody to write, and runs it with the settings of npm start', async () => {
    const container = start();
    expect(await container.ended).toBe(0);
    const folder = expect.stringMatching(/^\/tmp\/sallyport-\w{6}$/);
    // As nobody, with nothing but /tmp to write to: what the tests of containers start is started like that.
    const nobody = { isRoot, elsewhere: Array(3).fill('ERR_ACCESS_DENIED') };
    expect(container.lines).toEqual([
      { event: 'ran', data: 'id\n1\n', mode: 0o444, folder, gc: 'function', ...nobody },
    ]);
    expect(container.errors()).toBe('');
    expect(requests.map((request) => request.url)).toEqual([url]);
    expect(requests[0]!.headers.get('authorization')).toMatch(authorization);
    expect(requests[0]!.headers.get('x-ms-version')).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('with another checksum refuses to start, and says what to do', async () => {
    const container = start({ SALLYPORT_BUNDLE_SHA256: sha256(Buffer.from('another')) });
    expect(await container.ended).toBe(1);
    expect(container.lines).toEqual([
      {
        time: expect.any(String),
        severity: 'ERROR',
        message: 'start.refused',
        event: 'start.refused',
        reason: expect.stringMatching(
          /SHA-256 is another, and nothing of it was run\. Find out who changed it, then deploy again\.$/,
        ),
      },
    ]);
    expect(container.errors()).toBe('');
  });

  // What comes after the package was fetched is the same text for both.
  const once = <Row>(rows: readonly Row[]): readonly Row[] => (host === 'gcp' ? rows : []);

  test.each(
    once([
      ['one byte', Buffer.from(tar).fill('!', 600, 601)],
      ['its end', tar.subarray(0, -512)],
      ['everything', Buffer.alloc(0)],
    ]),
  )('whose package lost or changed %s does not run it', async (_, changed) => {
    answers = [() => new Response(new Uint8Array(changed))];
    const container = start();
    expect(await container.ended).toBe(1);
    expect(events(container)).toEqual(['start.refused']);
  });

  test('waits for its role, and for a connection that holds', async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new Uint8Array(tar.subarray(0, 700)));
          },
          pull(controller) {
            controller.error(new Error('broken off'));
          },
        }),
        { headers: { 'content-length': String(tar.length) } },
      );
    answers = [() => new Response('AccessDenied CANARY-body', { status: 403 }), broken];
    // The stand-in's own server says what it could not send.
    vi.spyOn(console, 'error').mockReturnValue();
    const container = start();
    expect(await container.ended).toBe(0);
    expect(events(container)).toEqual(['start.retried', 'start.retried', 'ran']);
    expect(container.lines[0]).toMatchObject({ severity: 'WARNING', reason: `${new URL(url).host} answered 403` });
    expect(JSON.stringify(container.lines)).not.toMatch(/CANARY/);
  }, 20_000);

  test('asks again who it is, if it is not told', async () => {
    metadata.failNext(500);
    const container = start();
    expect(await container.ended).toBe(0);
    expect(events(container)).toEqual(['start.retried', 'ran']);
    expect(container.lines[0]).toMatchObject({ reason: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 500$/) });
  });

  test.each(
    once([
      ['is refused by its store', {}, () => new Response(null, { status: 403 }), 'answered 403'],
      [
        'is led elsewhere',
        {},
        () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
        '',
      ],
      ['has no way out', { HTTPS_PROXY: 'http://127.0.0.1:1' }, () => new Response(null), ''],
      ['trusts nobody there', { NODE_EXTRA_CA_CERTS: '' }, () => new Response(null), ''],
    ]),
  )('that %s for too long gives up, and says so', async (_, environment, answer, reason) => {
    answers = [answer, answer, answer];
    const container = start(environment, 1);
    expect(await container.ended).toBe(1);
    const last = container.lines.at(-1)!;
    expect(last).toMatchObject({ severity: 'ERROR', event: 'start.refused' });
    expect(last['reason']).toMatch(
      /^The package can not be fetched: .+\. May this identity read it, and is it there\? Deploy again\.$/,
    );
    expect(last['reason']).toContain(reason);
    expect(container.errors()).toBe('');
    expect(JSON.stringify(container.lines)).not.toContain(canary);
    expect(proxy.tunnels).not.toContain('evil.example:443');
  });

  const odd = (path: string, change: (header: Buffer) => void = () => undefined): Buffer => {
    const archive = tarOf([{ path, bytes: Buffer.from(program) }, ...files.slice(0, 1)]);
    change(archive);
    return archive;
  };
  test.each(
    once([
      ['a path above its folder', odd('../evil.mjs')],
      ['a path far above its folder', odd('data/../../../etc/evil')],
      ['the folder itself', odd('data/..')],
      ['a symbolic link', odd('gateway.mjs', (header) => header.write('2', 156))],
      ['a hard link', odd('gateway.mjs', (header) => header.write('1', 156))],
      ['a folder', odd('gateway.mjs', (header) => header.write('5', 156))],
      ['a size that is more than there is', odd('gateway.mjs', (header) => header.write('77777777777', 124))],
      ['a size that is no number', odd('gateway.mjs', (header) => header.write('x', 124))],
      ['a size below zero', odd('gateway.mjs', (header) => header.write('-0000002000', 124))],
    ]),
  )('whose package holds %s refuses to start', async (_, archive) => {
    answers = [() => new Response(new Uint8Array(archive))];
    const container = start({ SALLYPORT_BUNDLE_SHA256: sha256(archive) });
    expect(await container.ended).toBe(1);
    expect(container.lines).toMatchObject([
      { event: 'start.refused', reason: 'The package holds what is no file of its own folder. Deploy again.' },
    ]);
  });
});

test('the script is short, and holds nothing that a template or a platform would fill in', () => {
  for (const host of ['gcp', 'azure'] as const) {
    const script = startCommand(host).at(-1)!;
    expect(script.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(script).not.toMatch(/[$%]\{|\$\(/);
  }
});
