import { generateKeyPairSync } from 'node:crypto';
import type { SyncConfig, SyncSignIn } from '../../../config/sync-config.ts';
import type { AdministeredKeyStore } from '../../../lambda/platform/key-store.ts';
import type { LogLevel } from '../../../lambda/platform/log.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { newReference } from '../../../lambda/platform/reference.ts';
import { type CreateSyncOptions, createSync, type SyncFunction } from '../../../lambda/sync/create-sync.ts';
import { asSigningKey } from '../../../lambda/sync/sign-in/signing-key.ts';
import { formatSigningRing } from '../../../lambda/sync/sign-in/signing-ring.ts';
import type { KeptPayload } from '../../../lambda/sync/state/kept-payloads.ts';
import type { AskedRun } from '../../../lambda/sync/sync-run.ts';
import { compact, jwk, signingKey, standInIssuer } from '../callers/stand-in-issuer.ts';

export const publicUrl = 'https://bi-users.gate.acme.example/';

/** A server of the customer that users authenticate at. */
export const server = {
  name: 'login',
  issuer: 'https://login.acme.example/',
  audience: 'sallyport-sign-in',
  subject: 'bi-login',
  claims: {},
} as const;

const issuerKey = signingKey('1', 'ES256');

export const signIn: SyncSignIn = {
  servers: [server],
  audience: 'https://bi.acme.example',
  lifetimeSeconds: 120,
  keyDays: 90,
  facts: 'kept',
  maximumAgeMinutes: 1_440,
  claims: {
    key: 'https://www.panintelligence.com/claims/usercode',
    email: 'https://www.panintelligence.com/claims/email',
    payload: 'https://www.panintelligence.com/claims/userSyncPayload',
  },
};

export const syncConfig: SyncConfig = {
  from: 'directory',
  users: { type: 'person', key: 'user.email' },
  groups: { type: 'team', nested: true },
  to: { destination: 'panintelligence', options: {} },
  map: {},
  grants: [],
  full: { cron: '0 4 * * 0', timeZone: 'UTC' },
  adopt: 'nothing',
  deleteAfterDays: 30,
  guard: { percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 5 },
  rate: { concurrency: 4 },
  quarantine: { percent: 40, few: 10 },
  webhook: { settleSeconds: 10 },
  signIn,
};

/** A key store in memory that several processes share, as strict as those of the hosts. */
export interface MemoryKeys extends AdministeredKeyStore {
  text: string | undefined;
  /** What is thrown instead. */
  fault: { read?: unknown; write?: unknown };
}

/** @param text what is stored at first. @default - nothing */
export const memoryKeys = (text?: string): MemoryKeys => ({
  text,
  fault: {},
  async read() {
    await Promise.resolve();
    if (this.fault.read) throw this.fault.read;
    return this.text;
  },
  async readOrCreate(make) {
    const text = make();
    await Promise.resolve();
    if (this.fault.write) throw this.fault.write;
    this.text ??= text;
    return this.text;
  },
  async replace(before, next) {
    await Promise.resolve();
    if (this.fault.write) throw this.fault.write;
    if (this.text !== before) throw new PlatformError('key-changed', 'somebody else was faster');
    this.text = next;
  },
});

const start = Date.UTC(2026, 0, 1);

/** Making a key takes a while: worlds that are not about keys have this one. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ringText = formatSigningRing([{ ...asSigningKey(privateKey)!, signsAt: start }]);

/** One line of the log. */
export interface Line {
  readonly level: LogLevel;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A sync's function in this process, its clock, its log, and what it works with. */
export interface World {
  readonly sync: SyncFunction;
  readonly clock: { now: number };
  readonly lines: Line[];
  readonly keys: MemoryKeys;
  readonly people: Map<string, KeptPayload>;
  readonly secrets: Record<string, string>;
  readonly asked: AskedRun[];
  /** How many runs had been asked for at each time that the sync was woken up. */
  readonly woken: number[];
  /** What is thrown instead. */
  readonly fault: { ask?: unknown; people?: unknown; secrets?: unknown };
  /** What a server of the customer proves itself with. */
  token(claims?: Readonly<Record<string, unknown>>): string;
}

/** What a world is made with, beside what every one has. */
export interface WorldOptions extends Partial<Pick<CreateSyncOptions, 'mapping' | 'payloadOf' | 'verify'>> {
  readonly sync?: Partial<SyncConfig>;
  /** Shared with other processes. */
  readonly keys?: MemoryKeys | undefined;
  readonly clock?: { now: number };
}

const nothing = (): never => {
  throw new Error('the sync asked for what it has no business with');
};

export const syncWorld = (options: WorldOptions = {}): World => {
  const { sync = {}, clock = { now: start }, keys: given, ...others } = options;
  const keys = given ?? memoryKeys(ringText);
  const hasKeys = given !== undefined || !('keys' in options);
  const lines: Line[] = [];
  const at =
    (level: LogLevel) =>
    (event: string, fields: object = {}) =>
      void lines.push({ ...fields, level, event });
  const people: World['people'] = new Map();
  const secrets: World['secrets'] = {};
  const asked: AskedRun[] = [];
  const woken: number[] = [];
  const fault: World['fault'] = {};
  const own: Platform = {
    secrets: {
      read: async () => {
        if (fault.secrets) throw fault.secrets;
        return secrets;
      },
    },
    keys: { readOrCreate: nothing },
    state: { read: nothing, write: nothing },
    identity: {} as Platform['identity'],
    files: { open: nothing, path: nothing },
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    fetch: standInIssuer(server.issuer, [jwk(issuerKey)]).fetch,
    http: nothing,
    now: () => clock.now,
    random: nothing,
    reference: newReference,
  };
  const config = { ...syncConfig, ...sync };
  const source = { connector: 'file', serve: ['import'], claims: {}, closed: [], options: {} } as const;
  const document = { gateway: 'acme', vendor: { name: 'elimity' }, name: 'bi-users', sync: config, source };
  const made = createSync({
    document,
    platforms: { own, signingKeys: hasKeys ? keys : undefined, wake: async () => void woken.push(asked.length) },
    ask: async (run) => {
      if (fault.ask) throw fault.ask;
      asked.push(run);
      return run;
    },
    people: async (key) => {
      if (fault.people) throw fault.people;
      return people.get(key);
    },
    ...others,
  });
  const token: World['token'] = (claims = {}) => {
    const iat = Math.floor(clock.now / 1_000);
    const all = { iss: server.issuer, aud: server.audience, sub: server.subject, iat, exp: iat + 300, ...claims };
    return compact({ alg: 'ES256', kid: '1', typ: 'JWT' }, all, issuerKey);
  };
  return { sync: made, clock, lines, keys, people, secrets, asked, woken, fault, token };
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
  /** Text and bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer> | undefined)
    : JSON.stringify(body);

/** Sends one request, as it is. */
export const send = async (
  { sync }: Pick<World, 'sync'>,
  target: string,
  { method = 'POST', headers = {}, body }: Sent = {},
): Promise<Answered> => {
  const sent = bodyOf(body);
  const request = new Request(new URL(target, publicUrl), {
    method,
    headers,
    ...(sent !== undefined && { body: sent }),
  });
  const response = await sync(request, { target, publicUrl });
  return { status: response.status, body: await response.json(), headers: response.headers };
};

/** Asks for a token of a user, as the customer's server. */
export const askToken = (world: World, body: unknown, claims?: Readonly<Record<string, unknown>>): Promise<Answered> =>
  send(world, '/token', { headers: { authorization: `Bearer ${world.token(claims)}` }, body });

/** What a token says, as text: nobody has parsed it. */
export const claimsTextOf = (token: string): string => Buffer.from(token.split('.')[1]!, 'base64url').toString();
