import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPlatform } from '../../../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../../../lambda/platform/log.ts';
import type { RelayPlaces } from '../../../../../lambda/platform/relay-places.ts';
import { openAuthority } from '../../../../../lambda/relay/authority/open-authority.ts';
import { createRelay, type Relay } from '../../../../../lambda/relay/create-relay.ts';
import { type CodeWish, issueCode } from '../../../../../lambda/relay/registry/issue-code.ts';
import { listenTls } from '../../../../standins/listen-tls.ts';
import { type ConnectProxy, startConnectProxy } from './connect-proxy.ts';
import { privateCertificate } from './private-authority.ts';

/** What the gate is like. */
export interface TestGateOptions {
  readonly version?: string;
  /** How long certificates last. */
  readonly certificateDays?: number;
  readonly registrars?: Parameters<typeof createRelay>[0]['document']['relay']['registrars'];
  /** The way to issuers of registrars. @default - that of this process */
  readonly fetch?: typeof globalThis.fetch;
}

/** The relay of a gateway as agents meet it: over TLS by a private authority, behind a proxy that alone knows its name. */
export interface TestGate {
  /** By a name that only the proxy resolves. */
  readonly url: string;
  /** Without the proxy. */
  readonly directUrl: string;
  /** A file (PEM). */
  readonly authorityFile: string;
  /** A folder that goes with the gate. */
  readonly directory: string;
  readonly proxy: ConnectProxy;
  readonly places: RelayPlaces;
  /** What was called, in order: `POST /connect`, with the status of the answer. */
  readonly calls: { readonly call: string; readonly status: number }[];
  /** How far the gate's clock is before that of this machine. */
  skew: number;
  /** Stands in the place of the relay, if set. */
  instead: Relay | undefined;
  issue(wish: CodeWish): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

const host = 'relay.acme.example';
const gateway = 'acme';

export const startTestGate = async (options: TestGateOptions = {}): Promise<TestGate> => {
  const { version = '0.1.0', certificateDays = 30, registrars = [] } = options;
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-gate-'));
  const local = localPlatform({ directory, gateway, source: 'relay', log: jsonLog(() => undefined, Date.now) });
  const gate = { skew: 0, instead: undefined as Relay | undefined };
  const platform = { ...local, ...(options.fetch && { fetch: options.fetch }), now: () => Date.now() + gate.skew };
  const places = local.relay!;
  const relay = { registrars, agents: { maximum: 4, certificateDays } };
  const serve = createRelay({ document: { gateway, relay }, platform, version });
  const certified = await privateCertificate([host, '127.0.0.1']);
  const paths = { authority: 'authority.pem', certificate: 'server.pem', key: 'server-key.pem' } as const;
  const at = (name: keyof typeof paths) => join(directory, paths[name]);
  for (const name of Object.keys(paths) as (keyof typeof paths)[]) writeFileSync(at(name), certified[name]);
  const calls: TestGate['calls'][number][] = [];
  const url = `https://${host}`;
  const server = await listenTls(
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const call = { target: pathname + search, publicUrl: `${url}/` };
      const answer = await (gate.instead ?? serve)(request, call);
      calls.push({ call: `${request.method} ${pathname}`, status: answer.status });
      return answer;
    },
    { certificate: at('certificate'), key: at('key') },
  );
  const proxy = await startConnectProxy({ [host]: server.port });
  return Object.assign(gate, {
    url,
    directUrl: `https://127.0.0.1:${server.port}`,
    authorityFile: at('authority'),
    directory,
    proxy,
    places,
    calls,
    issue: async (wish: CodeWish) => {
      const { fingerprint } = await openAuthority({ gateway, keys: places.authority, now: platform.now });
      const issuer = { registrar: 'administrator', authority: fingerprint, now: platform.now() };
      return (await issueCode(places.registry, wish, issuer)).code;
    },
    [Symbol.asyncDispose]: async () => {
      await proxy.stop();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  });
};
