import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { RelayConfig } from '../../../../config/config.ts';
import type { KeyStore } from '../../../../lambda/platform/key-store.ts';
import type { LogLevel } from '../../../../lambda/platform/log.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { newReference } from '../../../../lambda/platform/reference.ts';
import type { RelayPlaces } from '../../../../lambda/platform/relay-places.ts';
import type { StateStore } from '../../../../lambda/platform/state-store.ts';
import { createRelay, type Relay } from '../../../../lambda/relay/create-relay.ts';
import type { Enrolment, EnrolmentCode } from '../../../../lambda/relay/protocol.ts';
import { signCall } from '../../../../lambda/relay/signature/sign-call.ts';
import { compact, jwk, signingKey, standInIssuer } from '../../callers/stand-in-issuer.ts';
import { memoryState } from '../../support/memory-state.ts';
import { requestFor } from '../authority/requests.ts';

export const publicUrl = 'https://relay.acme.example/';
const issuerName = 'https://login.acme.example/';
const issuerKey = signingKey('1', 'ES256');

/** A key store in memory, whose text is made once. */
const memoryKeys = (): KeyStore => {
  let text: string | undefined;
  return { readOrCreate: async (make) => (text ??= make()) };
};

const nothing = (): never => {
  throw new Error('the relay asked for what it has no business with');
};

/** One line of the log. */
export interface Line {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A gateway's relay in this process, its clock, its log, and whoever calls it. */
export interface World {
  readonly relay: Relay;
  readonly registry: StateStore;
  readonly clock: { now: number };
  readonly lines: Line[];
  /** Slots that access was lent to, in order. */
  readonly lent: number[];
  /** What is thrown instead of lending. */
  fault: { lend?: unknown };
  /** A process of the same function more, with its own memory. */
  another(options?: { readonly version?: string }): Relay;
  token(claims?: Readonly<Record<string, unknown>>): string;
}

export const registrar = {
  name: 'platform-team',
  issuer: issuerName,
  audience: 'sallyport-relay',
  subject: 'registrar-1',
  claims: {},
  clientId: 'sallyport-agents',
} as const;

/** Makes a relay. `registry` may be shared by several. */
export const relayWorld = (
  config: Partial<RelayConfig> = {},
  { gateway = 'acme', registry = memoryState() }: { gateway?: string; registry?: StateStore } = {},
): World => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const lines: Line[] = [];
  const lent: number[] = [];
  const fault: World['fault'] = {};
  const at =
    (level: LogLevel) =>
    (event: string, fields: object = {}) =>
      void lines.push({ level, event, fields: { ...fields } });
  const places: RelayPlaces = {
    registry,
    authority: memoryKeys(),
    gateKey: memoryKeys(),
    queue: nothing,
    mailbox: nothing,
    lend: async (slot) => {
      if (fault.lend) throw fault.lend;
      lent.push(slot);
      return { host: 'local', folder: '/nowhere', slot, expiresAt: clock.now + 900_000 };
    },
  };
  const issuer = standInIssuer(issuerName, [jwk(issuerKey)]);
  const platform: Platform = {
    secrets: { read: nothing },
    keys: { readOrCreate: nothing },
    state: { read: nothing, write: nothing },
    relay: places,
    identity: {} as Platform['identity'],
    files: { open: nothing, path: nothing },
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    fetch: issuer.fetch,
    http: nothing,
    now: () => clock.now,
    random: nothing,
    reference: newReference,
  };
  const relay = {
    registrars: [registrar],
    agents: { maximum: 4, certificateDays: 30 },
    ...config,
  } satisfies RelayConfig;
  const another = (options: { readonly version?: string } = {}) =>
    createRelay({ document: { gateway, relay }, platform, version: '1.0.0', ...options });
  const token = (claims: Readonly<Record<string, unknown>> = {}): string => {
    const issuedAt = Math.floor(clock.now / 1_000);
    const all = {
      iss: issuerName,
      aud: registrar.audience,
      sub: registrar.subject,
      iat: issuedAt,
      exp: issuedAt + 300,
    };
    return compact({ alg: 'ES256', kid: '1', typ: 'JWT' }, { ...all, ...claims }, issuerKey);
  };
  return { relay: another(), registry, clock, lines, lent, fault, another, token };
};

/** An answer, read. */
export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers with something else, which each test looks at
  readonly body: any;
  readonly headers: Headers;
}

/** What is sent. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}

const bytesOf = (body: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));

/** Sends one request, as it is. */
export const send = async (
  relay: Relay,
  path: string,
  { method = 'POST', headers = {}, body }: Sent = {},
): Promise<Answered> => {
  const bytes = bytesOf(body);
  const request = new Request(new URL(path, publicUrl), {
    method,
    headers,
    ...(method !== 'GET' && { body: bytes }),
  });
  const response = await relay(request, { target: path, publicUrl });
  return { status: response.status, body: await response.json(), headers: response.headers };
};

/** An agent as it is on its own machine. */
export interface TestAgent {
  readonly key: KeyObject;
  readonly enrolment: Enrolment;
  readonly thumbprint: string;
  readonly incarnation: string;
}

export const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const newIncarnation = (): string => randomBytes(16).toString('base64url');

export const thumbprintOf = (certificate: string): string =>
  createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');

/** Enrols an agent, with a code or as a registrar. */
export const enrol = async (
  world: World,
  { relay = world.relay, code, agent, bearer, key = newKey() }: Enrolling = {},
): Promise<Answered & { readonly agent: TestAgent }> => {
  const request = await requestFor(key.publicKey, key.privateKey);
  const answered = await send(relay, '/agents', {
    headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    body: { ...(code !== undefined && { code }), ...(agent !== undefined && { agent }), request },
  });
  return { ...answered, agent: agentOf(key.privateKey, answered.body) };
};

interface Enrolling {
  readonly relay?: Relay;
  readonly code?: string;
  readonly agent?: string;
  readonly bearer?: string;
  readonly key?: ReturnType<typeof newKey>;
}

export const agentOf = (key: KeyObject, enrolment: Enrolment): TestAgent => ({
  key,
  enrolment,
  thumbprint: enrolment.certificate === undefined ? '' : thumbprintOf(enrolment.certificate),
  incarnation: newIncarnation(),
});

/** A code, from a registrar. */
export const codeFor = async (world: World, wish: object): Promise<EnrolmentCode> => {
  const { body } = await send(world.relay, '/codes', {
    headers: { authorization: `Bearer ${world.token()}` },
    body: wish,
  });
  return body;
};

/** An agent that is enrolled. */
export const enrolled = async (world: World, agent: string): Promise<TestAgent> => {
  const { code } = await codeFor(world, { agent });
  return (await enrol(world, { code })).agent;
};

/** Signs a call as an agent does: its headers. */
export const signedHeaders = (
  world: Pick<World, 'clock'>,
  { key, thumbprint }: Pick<TestAgent, 'key' | 'thumbprint'>,
  call: { readonly method?: string; readonly path: string; readonly body?: unknown },
  { now = world.clock.now, nonce = newIncarnation() }: { readonly now?: number; readonly nonce?: string } = {},
) =>
  signCall({
    method: call.method ?? 'POST',
    path: call.path,
    body: bytesOf(call.body),
    thumbprint,
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })),
    now,
    nonce,
  });

/** Makes a call as an agent does. */
export const callAs = async (
  world: World,
  agent: Pick<TestAgent, 'key' | 'thumbprint'>,
  path: string,
  body: unknown,
  relay: Relay = world.relay,
): Promise<Answered> => send(relay, path, { headers: await signedHeaders(world, agent, { path, body }), body });

/** What an agent says when it connects. */
export const connection = ({ incarnation }: Pick<TestAgent, 'incarnation'>, more: object = {}) => {
  const { x = '', y = '' } = newKey().publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return {
    incarnation,
    agreementKey: point.toString('base64url'),
    version: '1.0.0',
    system: 'linux-x64',
    capacity: 8,
    ...more,
  };
};

/** Connects an agent. */
export const connectAs = (world: World, agent: TestAgent, more: object = {}): Promise<Answered> =>
  callAs(world, agent, '/connect', connection(agent, more));

/** What an agent says every 20 seconds. */
export const beat = ({ incarnation }: Pick<TestAgent, 'incarnation'>, more: object = {}) => ({
  incarnation,
  running: 0,
  draining: false,
  ...more,
});

/** A heartbeat of an agent. */
export const heartbeatAs = (world: World, agent: TestAgent, more: object = {}): Promise<Answered> =>
  callAs(world, agent, '/heartbeat', beat(agent, more));
