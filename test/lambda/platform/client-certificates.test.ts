import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LookupAll } from '../../../lambda/platform/guarded-lookup.ts';
import { type ClientCertificate, HttpError } from '../../../lambda/platform/http-client.ts';
import { httpFailure } from '../../../lambda/platform/http-failure.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, 'certificates', name), 'utf8');
const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, read('authority.pem')]));
afterAll(() => setDefaultCACertificates(trusted));

const client = { certificate: read('client.pem'), privateKey: read('client-key.pem') };
const otherClient = { certificate: read('other-client.pem'), privateKey: read('other-client-key.pem') };
/** Of an authority that the server does not know. */
const stranger = { certificate: read('server.pem'), privateKey: read('server-key.pem') };

const lookup: LookupAll = (_name, _options, callback) =>
  process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);

const clientWith = (certificate: ClientCertificate | undefined, now: () => number = Date.now) =>
  nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now, lookup, certificate });

/** Answers with the name in the client's certificate, and to nobody who has none of its authority. */
const strictServer = async (maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3') => {
  const seen = { connections: 0, requests: 0, url: '' };
  const server = createServer(
    {
      cert: read('server.pem'),
      key: read('server-key.pem'),
      ca: read('client-authority.pem'),
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion,
    },
    (request, response) => {
      seen.requests++;
      response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN);
    },
  );
  server.on('connection', () => seen.connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  seen.url = `https://source.example:${(server.address() as AddressInfo).port}/`;
  return seen;
};

const send = (http: ReturnType<typeof clientWith>, url: string) =>
  http({
    method: 'GET',
    url: new URL(url),
    headers: {},
    signal: new AbortController().signal,
    connectMilliseconds: 2_000,
    firstByteMilliseconds: 2_000,
  });

const answerOf = async (http: ReturnType<typeof clientWith>, url: string) => text((await send(http, url)).body);

const failureOf = async (http: ReturnType<typeof clientWith>, url: string): Promise<HttpError> => {
  const error = await send(http, url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
};

describe('a client certificate', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('proves who calls (%s)', async (version) => {
    const { url } = await strictServer(version);
    expect(await answerOf(clientWith(client), url)).toBe('client');
  });

  test('may have its chain after it', async () => {
    const { url } = await strictServer();
    const chained = { ...client, certificate: `${client.certificate}\n${read('client-authority.pem')}` };
    expect(await answerOf(clientWith(chained), url)).toBe('client');
  });

  test('has connections of its own, which are used again for it alone', async () => {
    const seen = await strictServer();
    const clients = [clientWith(client), clientWith(otherClient)] as const;
    for (let round = 0; round < 3; round++) {
      expect(await Promise.all(clients.map((http) => answerOf(http, seen.url)))).toEqual(['client', 'other-client']);
    }
    expect(seen).toMatchObject({ connections: 2, requests: 6 });
  });

  test('does not keep the server from proving itself', async () => {
    const { url } = await strictServer();
    const error = await failureOf(clientWith(client), url.replace('source.example', 'other.example'));
    expect(error).toMatchObject({ code: 'certificate-refused', sent: false });
  });
});

describe('a certificate of no use', () => {
  const encrypted = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n';
  const expired = read('expired-client.pem');
  test.each<[string, ClientCertificate, RegExp]>([
    ['another key', { ...client, privateKey: otherClient.privateKey }, /does not belong to/],
    ['no certificate', { ...client, certificate: '' }, /certificate is not PEM/],
    ['a cut certificate', { ...client, certificate: client.certificate.slice(0, 200) }, /certificate is not PEM/],
    ['a key for a certificate', { ...client, certificate: client.privateKey }, /certificate is not PEM/],
    ['no key', { ...client, privateKey: '' }, /without a passphrase/],
    ['a passphrase', { ...client, privateKey: encrypted }, /without a passphrase/],
    ['a broken chain', { ...client, certificate: client.certificate + expired.slice(0, 200) }, /chain .* is broken/],
    ['a past end', { ...client, certificate: expired }, /ended on 2021-01-01: have it renewed/],
  ])('says what to do, and no connection is made: %s', async (_, certificate, says) => {
    const seen = await strictServer();
    const error = await failureOf(clientWith(certificate), seen.url);
    expect(error).toMatchObject({ code: 'certificate-unusable', sent: false, message: expect.stringMatching(says) });
    expect(error.message).not.toMatch(/MII|BEGIN (EC|ENCRYPTED|PRIVATE)/);
    expect(seen.connections).toBe(0);
  });

  test('is one at the time of the call: it ends while the client lives', async () => {
    const { url } = await strictServer();
    let now = Date.parse('2020-06-01');
    const http = clientWith({ ...client, certificate: read('expired-client.pem') }, () => now);
    // The server has another clock, and refuses it.
    expect(await failureOf(http, url)).not.toMatchObject({ code: 'certificate-unusable' });
    now = Date.parse('2019-12-31');
    expect(await failureOf(http, url)).toMatchObject({ message: expect.stringMatching(/begins on 2020-01-01/) });
    now = Date.parse('2021-01-02');
    expect(await failureOf(http, url)).toMatchObject({ message: expect.stringMatching(/ended on 2021-01-01/) });
  });

  test('is also none where one is asked for', async () => {
    const seen = await strictServer();
    const error = await failureOf(clientWith(undefined), seen.url);
    expect(error).toMatchObject({
      code: 'certificate-unusable',
      sent: false,
      message: expect.stringMatching(/asks for one/),
    });
    expect(seen.requests).toBe(0);
  });

  test('is refused by a server that only ends the connection: then nobody knows why', async () => {
    const seen = await strictServer();
    expect(['broken-off', 'connect-failed']).toContain((await failureOf(clientWith(stranger), seen.url)).code);
    expect(seen.requests).toBe(0);
  });

  test.each([
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  ])('is what the alert says: %s', (code) => {
    for (const connected of [true, false]) {
      const error = httpFailure(Object.assign(new Error('canary'), { code }), { connected });
      expect(error).toMatchObject({ code: 'certificate-unusable', sent: false });
      expect(error.message).not.toContain('canary');
    }
  });

  test('is not what other alerts speak of', async () => {
    // TLS 1.3, an alert: internal_error.
    const server = createTcpServer((socket) => void socket.end(Buffer.from('15030300020250', 'hex')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `https://source.example:${(server.address() as AddressInfo).port}/`;
    expect(await failureOf(clientWith(client), url)).toMatchObject({ code: 'connect-failed' });
  });
});
