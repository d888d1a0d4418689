import type { LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { LookupAll } from '../../../lambda/platform/guarded-lookup.ts';
import { HttpError, type HttpRequest } from '../../../lambda/platform/http-client.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';

const loopback = ['127.0.0.1/32'];

/** Listens on loopback until the test is over, and counts connections. */
const listening = async <Listener extends Server>(server: Listener) => {
  const seen = { connections: 0, port: 0 };
  server.on('connection', (socket) => {
    seen.connections++;
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  seen.port = (server.address() as AddressInfo).port;
  return seen;
};

const source = (listener: RequestListener) => listening(createServer(listener));

const echo = async (request: IncomingMessage, response: ServerResponse) => {
  const body = await text(request);
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.rawHeaders, body }));
};

const requestTo = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(url),
  headers: {},
  signal: new AbortController().signal,
  connectMilliseconds: 2_000,
  firstByteMilliseconds: 2_000,
  ...more,
});

const client = (lookup?: LookupAll, privateAddresses: readonly string[] = loopback, now: () => number = Date.now) =>
  nodeHttpClient({ privateAddresses, now, lookup });

/** Answers each question with the next of these, the last one again and again. */
const resolver = (...answers: (readonly string[])[]) => {
  const asked: string[] = [];
  const lookup: LookupAll = (name, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(name);
    const all = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
    process.nextTick(callback, null, all);
  };
  return { lookup, asked };
};

const failure = async (promise: Promise<unknown>): Promise<HttpError> => {
  const error = await promise.then(
    () => expect.fail('an answer came'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
};

describe('a request', () => {
  test.each([
    ['GET', undefined, []],
    ['HEAD', undefined, []],
    ['DELETE', undefined, []],
    ['POST', undefined, ['content-length', '0']],
    ['POST', Buffer.from('{}'), ['content-length', '2']],
    ['PATCH', Buffer.alloc(0), ['content-length', '0']],
  ] as const)('%s with body %s has nothing that was not asked for', async (method, body, framing) => {
    let raw: readonly string[] = [];
    const { port } = await source((request, response) => {
      raw = request.rawHeaders;
      response.end();
    });
    const answer = await client()(
      requestTo(`http://127.0.0.1:${port}/a%2Fb?c=%20`, { method, body, headers: { 'x-a': '1' } }),
    );
    answer.body.resume();
    expect(raw).toEqual(['host', `127.0.0.1:${port}`, 'x-a', '1', ...framing, 'Connection', 'keep-alive']);
  });

  test('keeps path and query as they are, and its own host', async () => {
    const { port } = await source(echo);
    const request = requestTo(`http://127.0.0.1:${port}/a%2Fb/%E2%82%AC?c=%20&d`, {
      headers: { host: 'other.example' },
    });
    const { url, headers } = JSON.parse(await text((await client()(request)).body));
    expect(url).toBe('/a%2Fb/%E2%82%AC?c=%20&d');
    expect(headers).toEqual(['host', `127.0.0.1:${port}`, 'Connection', 'keep-alive']);
  });

  test('streams its body, and the answer back', async () => {
    const { port } = await source((request, response) => void request.pipe(response));
    const body = Readable.from(Array.from({ length: 100 }, (_, index) => Buffer.from(`piece ${index} `)));
    const answer = await client()(requestTo(`http://127.0.0.1:${port}/`, { method: 'POST', body }));
    expect(await text(answer.body)).toMatch(/^piece 0 .*piece 99 $/);
  });

  test('whose connection failed has not begun its body: it can be sent again', async () => {
    const { port } = await source(echo);
    const body = Readable.from([Buffer.from('all '), Buffer.from('of it')]);
    const { lookup } = resolver(['10.0.0.1'], ['127.0.0.1']);
    const http = client(lookup);
    const send = () => http(requestTo(`http://source.example:${port}/`, { method: 'POST', body }));
    expect(await failure(send())).toMatchObject({ sent: false });
    expect(JSON.parse(await text((await send()).body))).toMatchObject({ body: 'all of it' });
  });

  test('fails with what its body failed with', async () => {
    const { port } = await source(echo);
    const broken = new Error('too large');
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('a');
        throw broken;
      })(),
    );
    const error = await failure(client()(requestTo(`http://127.0.0.1:${port}/`, { method: 'POST', body })));
    expect(error).toMatchObject({ code: 'broken-off', sent: true, cause: broken });
  });
});

describe('connections', () => {
  test('are used again', async () => {
    const seen = await source(echo);
    const http = client();
    for (let index = 0; index < 20; index++) await text((await http(requestTo(`http://127.0.0.1:${seen.port}/`))).body);
    expect(seen.connections).toBe(1);
  });

  test('are not used again after a pause in which no timer ran', async () => {
    const seen = await source(echo);
    let time = 0;
    const http = client(undefined, loopback, () => time);
    const call = async () => text((await http(requestTo(`http://127.0.0.1:${seen.port}/`))).body);
    await call();
    time = 3_999;
    await call();
    expect(seen.connections).toBe(1);
    time += 4_000;
    await call();
    expect(seen.connections).toBe(2);
  });

  test('that the source closed are told as broken off, and may have been read', async () => {
    const { port } = await source((request, response) => {
      if (request.url === '/first') response.end();
      else request.socket.destroy();
    });
    const http = client();
    await text((await http(requestTo(`http://127.0.0.1:${port}/first`))).body);
    const error = await failure(http(requestTo(`http://127.0.0.1:${port}/second`)));
    expect(error).toMatchObject({ code: 'broken-off', sent: true });
  });

  test('that speak no HTTP are told as broken off', async () => {
    const { port } = await listening(createTcpServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n')));
    expect(await failure(client()(requestTo(`http://127.0.0.1:${port}/`)))).toMatchObject({
      code: 'broken-off',
      sent: true,
    });
  });
});

describe('addresses', () => {
  test.each([
    ['a private one', ['10.1.2.3']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['the metadata of a cloud, as IPv6', ['::ffff:169.254.169.254']],
    ['loopback', ['127.0.0.2']],
    ['loopback of IPv6', ['::1']],
    ['a public one and a private one', ['93.184.215.14', '10.1.2.3']],
    ['a private one that is allowed and one that is not', ['127.0.0.1', '192.168.0.1']],
    ['an allowed one and link-local', ['127.0.0.1', 'fe80::1']],
    ['unique local', ['fd12::1']],
    ['unspecified', ['0.0.0.0']],
    ['behind NAT64', ['64:ff9b::a00:1']],
  ])('that a name has are refused: %s', async (_, addresses) => {
    const { port, ...seen } = await source(echo);
    const { lookup } = resolver(addresses);
    const error = await failure(client(lookup)(requestTo(`http://source.example:${port}/`)));
    expect(error).toMatchObject({ code: 'address-refused', sent: false });
    expect(error.message).not.toMatch(/source\.example|\d+\.\d+/);
    expect(seen.connections).toBe(0);
  });

  test.each([
    'http://127.0.0.2/',
    'http://2130706434/',
    'http://0x7f.2/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
  ])('that are the host itself are refused: %s', async (url) => {
    const { lookup, asked } = resolver(['127.0.0.1']);
    expect(await failure(client(lookup)(requestTo(url)))).toMatchObject({ code: 'address-refused', sent: false });
    expect(asked).toEqual([]);
  });

  test('are judged again for each connection: a name that changes its mind is refused', async () => {
    const seen = await source((_request, response) => void response.setHeader('connection', 'close').end('ok'));
    const { lookup, asked } = resolver(['127.0.0.1'], ['169.254.169.254']);
    const http = client(lookup);
    const url = `http://source.example:${seen.port}/`;
    expect(await text((await http(requestTo(url))).body)).toBe('ok');
    expect(await failure(http(requestTo(url)))).toMatchObject({ code: 'address-refused' });
    expect(asked).toEqual(['source.example', 'source.example']);
    expect(seen.connections).toBe(1);
  });

  test('are connected to as they were judged: the name is asked for once', async () => {
    const { port } = await source((_request, response) => void response.end('ok'));
    const { lookup, asked } = resolver(['127.0.0.1'], ['10.0.0.1']);
    expect(await text((await client(lookup)(requestTo(`http://source.example:${port}/`))).body)).toBe('ok');
    expect(asked).toHaveLength(1);
  });

  test('that a name has not are told', async () => {
    const none: LookupAll = (_name, _options, callback) => callback(null, []);
    expect(await failure(client(none)(requestTo('http://source.example/')))).toMatchObject({ code: 'name-unknown' });
    const unknown: LookupAll = (_name, _options, callback) =>
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND source.example'), { code: 'ENOTFOUND' }), []);
    const error = await failure(client(unknown)(requestTo('http://source.example/')));
    expect(error).toMatchObject({ code: 'name-unknown', sent: false });
    expect(error.message).not.toContain('source.example');
  });

  test('where nobody listens are told as a connection that failed', async () => {
    const server = createServer();
    const { port } = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await failure(client()(requestTo(`http://127.0.0.1:${port}/`)))).toMatchObject({
      code: 'connect-failed',
      sent: false,
    });
  });
});

describe('time', () => {
  test('to look up and connect is limited', async () => {
    const never: LookupAll = () => undefined;
    const error = await failure(client(never)(requestTo('http://source.example/', { connectMilliseconds: 50 })));
    expect(error).toMatchObject({ code: 'connect-timeout', sent: false });
  });

  test('to agree on TLS belongs to the connection', async () => {
    const { port } = await listening(createTcpServer(() => undefined));
    const error = await failure(client()(requestTo(`https://127.0.0.1:${port}/`, { connectMilliseconds: 100 })));
    expect(error).toMatchObject({ code: 'connect-timeout', sent: false });
  });

  test('to the first byte is limited, and begins when the body is sent', async () => {
    const { port } = await source(async (request, response) => {
      await text(request);
      if (request.url === '/answer') response.end('ok');
    });
    const slow = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('a');
          await new Promise((resolve) => setTimeout(resolve, 200));
          yield Buffer.from('b');
        })(),
      );
    const send = (path: string) =>
      client()(
        requestTo(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: slow(), firstByteMilliseconds: 100 }),
      );
    expect(await text((await send('/answer')).body)).toBe('ok');
    expect(await failure(send('/never'))).toMatchObject({ code: 'first-byte-timeout', sent: true });
  });
});

describe('the signal', () => {
  test('that is aborted already costs no connection', async () => {
    const seen = await source(echo);
    const gone = new Error('gone');
    const request = requestTo(`http://127.0.0.1:${seen.port}/`, { signal: AbortSignal.abort(gone) });
    await expect(client()(request)).rejects.toBe(gone);
    expect(seen.connections).toBe(0);
  });

  test('ends a request that waits for its answer', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const { port } = await source((request) => arrived.resolve(request));
    const controller = new AbortController();
    const answer = client()(requestTo(`http://127.0.0.1:${port}/`, { signal: controller.signal }));
    const request = await arrived.promise;
    const closed = new Promise((resolve) => request.socket.once('close', resolve));
    const gone = new Error('gone');
    controller.abort(gone);
    await expect(answer).rejects.toBe(gone);
    await closed;
  });

  test('breaks a body that is being read, and one that nobody reads', async () => {
    const { port } = await source((_request, response) => void response.write('the beginning'));
    for (const isRead of [true, false]) {
      const controller = new AbortController();
      const { body } = await client()(requestTo(`http://127.0.0.1:${port}/`, { signal: controller.signal }));
      const reading = isRead ? text(body) : new Promise((_, reject) => body.once('close', () => reject(body.errored)));
      const gone = new Error('gone');
      controller.abort(gone);
      await expect(reading).rejects.toBe(gone);
    }
  });
});

describe('certificates', () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, 'certificates', name), 'utf8');
  const before = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(before));

  const tlsSource = () =>
    listening(
      createTlsServer({ cert: read('server.pem'), key: read('server-key.pem') }, (request, response) => {
        response.end((request.socket as { servername?: string }).servername);
      }),
    );

  test('of an authority that is trusted are accepted, under the name that they are for', async () => {
    const { port } = await tlsSource();
    setDefaultCACertificates([...before, read('authority.pem')]);
    const { lookup } = resolver(['127.0.0.1']);
    const { body } = await client(lookup)(requestTo(`https://source.example:${port}/`));
    expect(await text(body)).toBe('source.example');
  });

  test.each([
    ['of another name', 'other.example', true],
    ['of nobody that is trusted', 'source.example', false],
  ])('%s are refused before anything is sent', async (_, name, isTrusted) => {
    const { port } = await tlsSource();
    if (isTrusted) setDefaultCACertificates([...before, read('authority.pem')]);
    const { lookup } = resolver(['127.0.0.1']);
    const error = await failure(client(lookup)(requestTo(`https://${name}:${port}/`)));
    expect(error).toMatchObject({ code: 'certificate-refused', sent: false });
    expect(error.message).not.toContain(name);
  });

  test('are asked for even if the environment says otherwise', async () => {
    const { port } = await tlsSource();
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
    const { lookup } = resolver(['127.0.0.1']);
    expect(await failure(client(lookup)(requestTo(`https://source.example:${port}/`)))).toMatchObject({
      code: 'certificate-refused',
    });
  });

  test('of a server that speaks no TLS are not there', async () => {
    const { port } = await source(echo);
    expect(await failure(client()(requestTo(`https://127.0.0.1:${port}/`)))).toMatchObject({
      code: 'connect-failed',
      sent: false,
    });
  });
});
