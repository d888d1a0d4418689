import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import type { ImportContext } from '../../connectors/connector.ts';
import type { Batch, Item } from '../../connectors/item.ts';
import { SourceError } from '../../connectors/source-error.ts';
import { pullSource } from '../../vendor/pull-source.ts';
import { signToken } from '../../vendor/sign-token.ts';
import { issuer, startTrustingGateway } from './trusting-gateway.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const trusted = { key, kid: 'k1' };
const tokenFor = (url: string) => () =>
  signToken({
    key: key.export({ format: 'pem', type: 'pkcs8' }) as string,
    keyId: 'k1',
    issuer,
    audience: 'gateway',
    claims: { base_url: 'https://acme.example', source_id: '42', gateway_url: url },
    now: Date.now,
  });

const failureOf = async (pulled: Promise<unknown>): Promise<ConnectError> => {
  const failure = await pulled.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ConnectError);
  return failure as ConnectError;
};

/** Ten batches of a person, a link and a word, each of which can be gone on from. */
async function* tenBatches({ cursor, fields }: ImportContext): AsyncGenerator<Batch> {
  for (let batch = typeof cursor === 'number' ? cursor : 0; batch < 10; batch++) {
    const id = `${fields['prefix'] ?? ''}${batch}`;
    const items: Item[] = [
      { kind: 'entity', id, name: 'x'.repeat(100), type: 'person' },
      { kind: 'relationship', fromId: id, fromType: 'person', toId: 't', toType: 'team' },
      { kind: 'log', level: 'info', message: 'a batch' },
    ];
    yield { items, resume: batch + 1 };
  }
}

describe('a pull', () => {
  test.each(['proto', 'json'] as const)('in %s walks all cursors and counts what comes', async (codec) => {
    await using gateway = await startTrustingGateway(trusted, tenBatches, { bytes: 400 });
    const ids: string[] = [];
    const counts = await pullSource({
      url: gateway.url,
      token: tokenFor(gateway.url),
      codec,
      fields: { prefix: 'p' },
      onItem: (value) => value.case === 'entity' && ids.push(value.value.id),
    });
    expect(ids).toEqual(Array.from({ length: 10 }, (_, batch) => `p${batch}`));
    expect(counts).toMatchObject({ entities: 10, relationships: 10, logs: 10 });
    expect(counts.pages).toBeGreaterThan(3);
    expect(counts.bytes).toBeGreaterThan(10 * 100);
  });

  test('by v1alpha1 is one page', async () => {
    await using gateway = await startTrustingGateway(trusted, tenBatches, { bytes: 400 });
    const { url } = gateway;
    expect(await pullSource({ url, token: tokenFor(url), version: 'v1alpha1' })).toMatchObject({
      entities: 10,
      pages: 1,
    });
  });

  test('takes a URL with a slash at the end', async () => {
    await using gateway = await startTrustingGateway(trusted, tenBatches);
    const { url } = gateway;
    expect(await pullSource({ url: `${url}/`, token: tokenFor(url) })).toMatchObject({ entities: 10, pages: 1 });
  });

  test('that is stopped ends at once, and so does the source', async () => {
    const ended = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Batch> {
      try {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          yield { items: [{ kind: 'entity', id: '1', name: 'x'.repeat(70_000), type: 'person' }] };
        }
      } finally {
        ended.resolve();
      }
    }
    await using gateway = await startTrustingGateway(trusted, endless);
    const { url } = gateway;
    const stop = new AbortController();
    const onItem = () => stop.abort();
    const failure = await failureOf(pullSource({ url, token: tokenFor(url), signal: stop.signal, onItem }));
    expect(failure.code).toBe(Code.Canceled);
    await ended.promise;
  });
});

describe('a failure', () => {
  test("of the source has the gateway's code, sentence and reference", async () => {
    await using gateway = await startTrustingGateway(trusted, async function* () {
      yield { items: [] };
      throw new SourceError('source-unreachable', 'ECONNREFUSED db.internal');
    });
    const { url } = gateway;
    const failure = await failureOf(pullSource({ url, token: tokenFor(url) }));
    expect(failure.code).toBe(Code.Unavailable);
    expect(failure.rawMessage).toBe(
      'source-unreachable: the source can not be reached; try again later (reference ref-1)',
    );
  });

  test.each(['proto', 'json'] as const)('to be let in says in %s what the problem document says', async (codec) => {
    await using gateway = await startTrustingGateway(trusted, tenBatches);
    const failure = await failureOf(pullSource({ url: gateway.url, codec }));
    expect(failure.code).toBe(Code.Unauthenticated);
    expect(failure.rawMessage).toBe(
      'token-missing: Send the header "Authorization: Bearer <token>". (reference ref-1)',
    );
  });

  test('to find the path says so', async () => {
    await using gateway = await startTrustingGateway(trusted, tenBatches);
    // The path of a source may be anything; a procedure must be the end of it.
    const failure = await failureOf(pullSource({ url: `${gateway.url}/?` }));
    expect(failure.rawMessage).toMatch(/^not-found: Nothing is served at this path\. \(reference ref-1\)$/);
  });

  const strange: [string, number, string, string, RegExp][] = [
    ['a page', 200, 'text/html', '<p>hello', /unsupported content type text\/html/],
    ['an error page', 502, 'text/html', '<p>bad gateway', /^HTTP 502$/],
    ['a broken problem document', 503, 'application/problem+json', '{"code":', /^HTTP 503$/],
    ['an endless problem document', 503, 'application/problem+json', ' '.repeat(1_000_000), /larger|exceed|HTTP 503/],
  ];

  test.each(strange)('because %s is there', async (_, status, type, body, says) => {
    await using server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await failureOf(pullSource({ url }))).rawMessage).toMatch(says);
  });
});
