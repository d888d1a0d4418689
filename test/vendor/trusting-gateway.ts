import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { SourceDocument } from '../../config/config.ts';
import type { ImportContext } from '../../connectors/connector.ts';
import type { Batch } from '../../connectors/item.ts';
import { callersFor } from '../../lambda/callers/callers-for.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { startHttpServer } from '../../lambda/hosts/http-server.ts';
import type { HostLimits } from '../../lambda/imports/import-call.ts';
import { localIdentity } from '../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { memoryState } from '../lambda/support/memory-state.ts';
import { testConnector } from '../lambda/test-connector.ts';

/** The issuer whose tokens the gateway takes. It exists as two documents only. */
export const issuer = 'https://issuer.example/';

/** A gateway on loopback that takes tokens signed with one key. */
export interface TrustingGateway {
  readonly url: string;
  /** The parsed lines of the log so far. */
  readonly log: readonly Record<string, unknown>[];
  [Symbol.asyncDispose](): Promise<void>;
}

const keySet = (key: KeyObject, kid: string) => ({
  keys: [{ ...(createPublicKey(key).export({ format: 'jwk' }) as JsonWebKey), kid, use: 'sig' }],
});

/** What the gateway can fetch: the issuer's configuration and keys, and nothing else. */
const issuerOnly = (key: KeyObject, kid: string): typeof globalThis.fetch => {
  const documents: Readonly<Record<string, unknown>> = {
    [`${issuer}.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}jwks` },
    [`${issuer}jwks`]: keySet(key, kid),
  };
  return async (url) => {
    if (!Object.hasOwn(documents, String(url))) throw new Error(`this test has no ${url}`);
    return Response.json(documents[String(url)]);
  };
};

/** Starts one in front of a source that the test writes; tokens must carry `source_id` 42 and the URL. */
export const startTrustingGateway = async (
  { key, kid }: { readonly key: KeyObject; readonly kid: string },
  source: (context: ImportContext) => AsyncGenerator<Batch, void, undefined>,
  limits?: HostLimits,
): Promise<TrustingGateway> => {
  const log: Record<string, unknown>[] = [];
  const platform: Platform = {
    secrets: { read: async () => ({}) },
    keys: { readOrCreate: () => Promise.reject(new Error('no key here')) },
    state: memoryState(),
    http: () => () => Promise.reject(new Error('no network here')),
    identity: localIdentity({ environment: {}, now: Date.now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
    fetch: issuerOnly(key, kid),
    now: Date.now,
    random: () => 0.5,
    reference: () => 'ref-1',
  };
  const jwt = { issuer, audience: 'gateway', claims: { base_url: 'https://acme.example' }, urlClaim: 'gateway_url' };
  const document: SourceDocument = {
    gateway: 'acme',
    vendor: { name: 'elimity', profile: 'bearer', identity: { jwt } },
    name: 'people',
    source: { connector: 'test', serve: ['import'], claims: { source_id: '42' }, closed: [], options: {} },
  };
  const verify = callersFor(document.vendor, document.source.claims, platform);
  const gateway = createGateway({ document, connector: testConnector(source), platform, verify });
  let url = '';
  const server = await startHttpServer({
    hostname: '127.0.0.1',
    port: 0,
    handler: (request) => gateway(request, { publicUrl: url, limits }),
  });
  url = `http://127.0.0.1:${server.port}/people`;
  return { url, log, [Symbol.asyncDispose]: async () => void (await server.stop(0)) };
};
