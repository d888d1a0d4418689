import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Api, ApiLimits, Endpoint } from '../../../config/shapes/api.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { loadKeys } from '../../../lambda/keys/gateway-keys.ts';
import { formatKeyRing, makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { localIdentity } from '../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import type { Sleep } from '../../../lambda/proxy/call-source.ts';
import { createProxy } from '../../../lambda/proxy/create-proxy.ts';
import type { SourceAccess } from '../../../lambda/tokens/access/source-access.ts';
import { memoryState } from '../support/memory-state.ts';
import { accessWith } from './access-with.ts';

/** Where the vendor reaches the source. */
export const publicUrl = 'https://gate.example/desk';

/** A person: of five properties three leave, one of them as a pseudonym. */
export const person: Shape = {
  type: 'object',
  properties: {
    id: { type: 'string', treatment: 'pseudonym-reversible' },
    age: { type: 'integer' },
    url: { type: 'string', format: 'uri' },
  },
};

/** Everything that a test may want otherwise. */
export interface ProxiedSourceOptions {
  readonly endpoints?: readonly Partial<Endpoint>[];
  readonly limits?: Partial<ApiLimits>;
  readonly hosts?: readonly string[];
  readonly headers?: Api['headers'];
  readonly statuses?: Api['statuses'];
  readonly access?: SourceAccess;
  readonly platform?: Partial<Platform>;
  readonly configurationHash?: string;
  readonly sleep?: Sleep;
  /** What comes after the origin of the source. @default '/v2' */
  readonly base?: string;
}

const endpointOf = (given: Partial<Endpoint>): Endpoint => {
  const { method = 'GET', path = '/people' } = given;
  const more = {
    variables: {},
    query: {},
    requestHeaders: [],
    answers: { '2XX': { type: 'array', items: person } as Shape },
  };
  return { name: `${method} ${path}`, method, path, ...more, responseHeaders: [], ...given };
};

const keyRing = formatKeyRing(makeKeyRing((count) => Buffer.alloc(count, 7)));

/** A source on loopback, over real connections, and the proxy in front of it. */
export const proxiedSource = async (listener: RequestListener, options: ProxiedSourceOptions = {}) => {
  const server = createServer();
  const seen = { connections: 0, requests: 0 };
  server
    .on('connection', () => seen.connections++)
    .on('request', () => seen.requests++)
    .on('request', listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log: Record<string, unknown>[] = [];
  const platform: Platform = {
    secrets: { read: async () => ({}) },
    keys: { readOrCreate: async () => keyRing },
    state: memoryState(),
    http: (options) => nodeHttpClient({ ...options, now: Date.now }),
    identity: localIdentity({ environment: {}, now: Date.now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
    fetch: () => Promise.reject(new Error('no fetch here')),
    now: Date.now,
    random: () => 0,
    reference: () => 'ref-1',
    ...options.platform,
  };
  const api: Api = {
    server: `${origin}${options.base ?? '/v2'}`,
    hosts: options.hosts ?? [],
    privateAddresses: ['127.0.0.1/32'],
    endpoints: (options.endpoints ?? [{}]).map(endpointOf),
    $defs: {},
    headers: options.headers,
    statuses: options.statuses,
    limits: {
      connectSeconds: 2,
      firstByteSeconds: 2,
      wholeSeconds: 10,
      concurrency: 16,
      attempts: 3,
      ...options.limits,
    },
  };
  const proxy = createProxy({
    api,
    keys: loadKeys({
      gateway: 'acme',
      keys: platform.keys,
      now: platform.now,
      random: randomBytes,
      onFailure: () => undefined,
    }),
    access: options.access ?? accessWith({ headers: { authorization: 'Bearer of-the-source' } }),
    platform,
    configurationHash: options.configurationHash ?? 'c0ffee',
    sleep: options.sleep,
  });
  /** Answers a request whose target is below the URL of the gateway. */
  const answer = (request: Request, target: string, milliseconds?: number): Promise<Response> =>
    proxy({
      request,
      target,
      publicUrl,
      limits: { milliseconds },
      reference: 'ref-1',
      audit: {
        reference: 'ref-1',
        gateway: 'acme',
        source: 'desk',
        issuer: 'https://issuer.example/',
        caller: 'worker',
      },
    });
  const call = (target: string, init: RequestInit = {}, milliseconds?: number): Promise<Response> =>
    answer(new Request(`https://gate.example/desk${target}`, init), target, milliseconds);
  return { answer, call, log, seen, origin, server };
};

/** A problem document, with what it says. */
export const problemOf = async (response: Response) => {
  const { code, reference } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, type: response.headers.get('content-type'), code, reference };
};
