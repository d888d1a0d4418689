import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LookupAll } from '../../../../../lambda/platform/guarded-lookup.ts';
import { nodeHttpClient } from '../../../../../lambda/platform/node-http-client.ts';
import { parseAgentPolicy } from '../../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../../../lambda/relay/agent/run/create-run-request.ts';
import type { RelayedAnswer, RelayedHttp } from '../../../../../lambda/relay/relayed-request.ts';
import { call } from './refusals.ts';

const folder = mkdtempSync(join(tmpdir(), 'agent-http-'));
afterAll(() => rmSync(folder, { recursive: true }));

const certificates = new URL('../../../platform/certificates/', import.meta.url);
const pem = (name: string) => readFileSync(new URL(name, certificates), 'utf8');

const listening = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
};

const source = (listener: RequestListener): Promise<number> => listening(createServer(listener));

/** All names lie here. */
const lookup: LookupAll = (_name, _options, callback) =>
  process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const agent = (rules: string) =>
  createRunRequest({
    policy: parseAgentPolicy(rules, join(folder, 'agent.yaml')),
    http: (options) => nodeHttpClient({ ...options, now: Date.now, lookup }),
    log: silent,
    now: Date.now,
    random: () => 0,
  });

const ruleOf = (port: number, more = '') =>
  `allow:
  - http:
      scheme: http
      host: source.example
      port: ${port}
      methods: [GET, HEAD, POST, DELETE]
      paths: [/a]
      addresses: [127.0.0.1/32]
      ${more}`;

async function* bytesOf(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const ask = (
  run: ReturnType<typeof agent>,
  port: number,
  changed: Partial<RelayedHttp> = {},
  body: AsyncIterable<Uint8Array> = bytesOf(),
  signal = AbortSignal.timeout(5_000),
): Promise<RelayedAnswer> => run(call({ url: `http://source.example:${port}/a`, ...changed }), { body, signal });

const echo: RequestListener = async (request: IncomingMessage, response) => {
  const { method, url, headers } = request;
  response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
};

const echoed = async ({ body }: RelayedAnswer) => JSON.parse((await buffer(body)).toString());

describe('a call of HTTP at an agent', () => {
  it('comes to the source as the gate said it, and its answer goes back as it came', async () => {
    const zipped = Buffer.from([0x1f, 0x8b, 0, 1, 2, 0xff]);
    const port = await source((_, response) => {
      response.writeHead(203, { 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'], 'x-one': '1' }).end(zipped);
    });
    const { head, body } = await ask(agent(ruleOf(port)), port);
    expect(head).toMatchObject({
      status: 203,
      headers: { 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'], 'x-one': '1' },
    });
    expect(JSON.parse(JSON.stringify(head))).toStrictEqual(head);
    expect(await buffer(body)).toStrictEqual(zipped);
  });

  it.each([
    ['of a known length', 'POST', 10, '10', undefined],
    ['that is streamed', 'POST', 'stream', undefined, 'chunked'],
    ['that is streamed with DELETE', 'DELETE', 'stream', undefined, 'chunked'],
  ] as const)('has the body of the request, %s', async (_, method, body, length, encoding) => {
    const port = await source(echo);
    const answer = await ask(agent(ruleOf(port)), port, { method, body }, bytesOf('hello ', 'you!'));
    const { headers, ...seen } = await echoed(answer);
    expect(seen).toStrictEqual({ method, url: '/a', body: 'hello you!' });
    expect([headers['content-length'], headers['transfer-encoding']]).toStrictEqual([length, encoding]);
  });

  it('may have an empty body, or none', async () => {
    const port = await source(echo);
    const run = agent(ruleOf(port));
    const empty = await echoed(await ask(run, port, { method: 'POST', body: 0 }));
    expect(empty.headers['content-length']).toBe('0');
    const none = await echoed(await ask(run, port, {}, bytesOf('never read')));
    expect(none).toMatchObject({ method: 'GET', body: '' });
    expect(none.headers).not.toHaveProperty('transfer-encoding');
  });

  it('can not hide a further request behind its body', async () => {
    const seen: string[] = [];
    const port = await source((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      request.resume().once('end', () => response.end());
    });
    const hidden = 'POST /admin HTTP/1.1\r\nhost: source.example\r\ncontent-length: 0\r\n\r\n';
    const run = agent(ruleOf(port));
    const asked = ask(run, port, { method: 'POST', body: 5 }, bytesOf('hello', hidden));
    await expect(asked).rejects.toMatchObject({ sent: true });
    await ask(run, port);
    expect(seen.filter((line) => line.includes('admin'))).toStrictEqual([]);
  });

  it('fails where its body is shorter than was said', async () => {
    const port = await source(echo);
    const asked = ask(agent(ruleOf(port)), port, { method: 'POST', body: 10 }, bytesOf('hello'));
    await expect(asked).rejects.toMatchObject({ sent: true });
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const port = await source((_, response) => {
      calls++;
      response.writeHead(302, { location: '/admin' }).end();
    });
    const { head, body } = await ask(agent(ruleOf(port)), port);
    await buffer(body);
    expect(head).toMatchObject({ status: 302, headers: { location: '/admin' } });
    expect(calls).toBe(1);
  });

  it('is told as any client tells it where there is no answer', async () => {
    const port = await source((_, response) => response.destroy());
    await expect(ask(agent(ruleOf(port)), port)).rejects.toMatchObject({
      name: 'HttpError',
      code: 'broken-off',
      sent: true,
    });
  });

  it.each(['before it was read', 'in the middle'])('lets go of an answer that nobody wants, %s', async (when) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const port = await source((_, response) => void response.once('close', resolve).write('one'));
    const { body } = await ask(agent(ruleOf(port)), port);
    const bytes = body[Symbol.asyncIterator]();
    if (when === 'in the middle') expect(await bytes.next()).toMatchObject({ done: false });
    await bytes.return!();
    await closed;
  });

  it('breaks with the reason of the signal, its answer too', async () => {
    const port = await source((_, response) => void response.write('one'));
    const ended = new AbortController();
    const { body } = await ask(agent(ruleOf(port)), port, {}, bytesOf(), ended.signal);
    const read = async () => {
      for await (const _ of body) ended.abort(new Error('not wanted'));
    };
    await expect(read()).rejects.toThrow('not wanted');
  });
});

describe('the file of an agent', () => {
  it('says which addresses a name may have, whatever the name says later', async () => {
    const port = await source(echo);
    const rules = ruleOf(port).replace('127.0.0.1/32', '10.20.0.0/16');
    await expect(ask(agent(rules), port)).rejects.toMatchObject({ code: 'address-refused', sent: false });
  });

  it('limits the time, whatever the gate gives', async () => {
    const port = await source(() => undefined);
    const run = agent(`${ruleOf(port)}\nlimits: { answerSeconds: 1 }`);
    await expect(ask(run, port, { firstByteMilliseconds: 60_000 })).rejects.toMatchObject({
      code: 'first-byte-timeout',
    });
    const whole = agent(`${ruleOf(port)}\nlimits: { wholeSeconds: 1 }`);
    await expect(ask(whole, port, { firstByteMilliseconds: 60_000 })).rejects.toMatchObject({ code: 'relay-deadline' });
  });

  it('limits what leaves, and what is sent', async () => {
    const port = await source((request, response) => {
      request.resume();
      response.end(Buffer.alloc(3 * 1024 * 1024));
    });
    const run = agent(`${ruleOf(port)}\nlimits: { answerMebibytes: 2, requestMebibytes: 1 }`);
    const { body } = await ask(run, port);
    let count = 0;
    const read = async () => {
      for await (const bytes of body) count += bytes.byteLength;
    };
    await expect(read()).rejects.toMatchObject({ code: 'relay-broken' });
    expect(count).toBeLessThanOrEqual(2 * 1024 * 1024);
    await expect(ask(run, port, { method: 'POST', body: 2 ** 20 + 1 })).rejects.toMatchObject({
      code: 'agent-refused',
    });
    const large = bytesOf('x'.repeat(2 ** 20), 'x');
    await expect(ask(run, port, { method: 'POST', body: 'stream' }, large)).rejects.toMatchObject({ sent: true });
  });

  it('names headers that the gate never has', async () => {
    const secret = join(folder, 'headers.yaml');
    writeFileSync(secret, 'Authorization: Bearer own\nx-key: "7"\n', { mode: 0o600 });
    const port = await source(echo);
    const run = agent(ruleOf(port, 'secret: { file: headers.yaml }'));
    const sent = { headers: { authorization: 'Bearer of the gate', accept: '*/*' } };
    const { headers } = await echoed(await ask(run, port, sent));
    expect(headers).toMatchObject({ authorization: 'Bearer own', 'x-key': '7', accept: '*/*' });
    writeFileSync(secret, 'authorization: Bearer next\n');
    expect((await echoed(await ask(run, port, sent))).headers.authorization).toBe('Bearer next');
    writeFileSync(secret, 'transfer-encoding: chunked\n');
    await expect(ask(run, port, sent)).rejects.toMatchObject({ name: 'PlatformError', code: 'secret-invalid' });
  });

  it('names the authority of the source, and the gate its own certificate', async () => {
    writeFileSync(join(folder, 'authority.pem'), pem('authority.pem'));
    writeFileSync(join(folder, 'other.pem'), pem('client-authority.pem'));
    const tls = {
      cert: pem('server.pem'),
      key: pem('server-key.pem'),
      ca: pem('client-authority.pem'),
      requestCert: true,
    };
    const port = await listening(
      createTlsServer(tls, (request, response) => {
        response.end((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody');
      }),
    );
    const rule = (ca: string) =>
      `allow: [{ http: { host: source.example, port: ${port}, paths: [/a], addresses: [127.0.0.1/32], ca: ${ca} } }]`;
    const certificate = { certificate: pem('client.pem'), privateKey: pem('client-key.pem') };
    const url = `https://source.example:${port}/a`;
    const { body } = await ask(agent(rule('authority.pem')), port, { url, certificate });
    expect((await buffer(body)).toString()).toMatch(/client/i);
    await expect(ask(agent(rule('other.pem')), port, { url, certificate })).rejects.toMatchObject({
      code: 'certificate-refused',
      sent: false,
    });
  });
});
