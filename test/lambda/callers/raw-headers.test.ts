import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { refusalResponse } from '../../../lambda/callers/refusal-response.ts';
import { type HttpServer, startHttpServer } from '../../../lambda/hosts/http-server.ts';
import { bearerVendor, CLAIMS, CONTEXT, ISSUER, NOW, SOURCE_CLAIMS } from './gate.ts';
import { compact, jwk, signingKey, standInIssuer } from './stand-in-issuer.ts';

// Node's own `headers` object drops a second Authorization header, so what counts is what arrives through a real server.

const key = signingKey('es', 'ES256');
const good = compact({ alg: 'ES256', kid: 'es' }, CLAIMS, key);
const verify = callersFor(bearerVendor(), SOURCE_CLAIMS, {
  fetch: standInIssuer(ISSUER, [jwk(key)]).fetch,
  now: () => NOW,
});

const answer = async (request: Request): Promise<Response> => {
  try {
    const { subject } = await verify(request, CONTEXT);
    return new Response(subject);
  } catch (error) {
    if (error instanceof CallerRefused) return refusalResponse(error, 'ref');
    return new Response(String(error), { status: 500 });
  }
};

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer({ hostname: '127.0.0.1', port: 0, handler: answer });
});
afterAll(() => server.stop(0));

/** Sends these header lines as they are, and gives the whole answer as text. */
const send = (lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
    socket.write(
      ['POST /people HTTP/1.1', 'Host: gate.example', 'Connection: close', ...lines, '', ''].join('\r\n'),
      'latin1',
    );
  });

test('one good header', async () => {
  const received = await send([`authorization: bearer ${good}`]);
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  expect(received).toContain('import-worker');
});

test.each([
  ['two good headers', [`Authorization: Bearer ${good}`, `Authorization: Bearer ${good}`], 'authorization-repeated'],
  ['a good one first', [`Authorization: Bearer ${good}`, 'Authorization: Bearer x'], 'authorization-repeated'],
  ['a good one last', ['AUTHORIZATION: Basic eDp5', `authorization: Bearer ${good}`], 'authorization-repeated'],
  ['an empty one last', [`Authorization: Bearer ${good}`, 'Authorization:'], 'authorization-repeated'],
  ['no header', [], 'token-missing'],
  ['in the query only', ['X-Original-URI: /?access_token=x'], 'token-missing'],
  ['in Proxy-Authorization', [`Proxy-Authorization: Bearer ${good}`], 'token-missing'],
  ['bytes above ASCII', [`Authorization: Bearer ${good}\u00ff`], 'token-malformed'],
])('%s', async (_name, lines, code) => {
  const received = await send(lines);
  expect(received).toMatch(/^HTTP\/1\.1 401 /);
  expect(received.toLowerCase()).toContain('www-authenticate: bearer ');
  expect(received).toContain(`"code":"${code}"`);
});
