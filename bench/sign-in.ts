import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { SyncDocument } from '../config/config.ts';
import type { AdministeredKeyStore } from '../lambda/platform/key-store.ts';
import type { Platform } from '../lambda/platform/platform.ts';
import { newReference } from '../lambda/platform/reference.ts';
import { createSync } from '../lambda/sync/create-sync.ts';
import { atMost, beside, type Measurement, median } from './measurement.ts';

const tokens = 1_001;
const publicUrl = 'https://bi-users.gate.acme.example';
const issuer = 'https://login.acme.example/';

/** A user with as many permissions, roles and variables as Panintelligence has them: 3 KiB. */
const payload = JSON.stringify([
  {
    user: {
      usercode: 'person.one@acme.example',
      email: 'person.one@acme.example',
      ...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`permissionOfUser${index}`, index % 2 === 0])),
    },
    userRoles: Array.from({ length: 20 }, (_, index) => ({ name: `Role of department ${index}` })),
    variables: Array.from({ length: 10 }, (_, index) => ({ name: `variable ${index}`, value: `value ${index}` })),
    restrictions: [],
    userCategories: [],
  },
]);

const memoryKeys = (): AdministeredKeyStore => {
  let text: string | undefined;
  return {
    read: async () => text,
    readOrCreate: async (make) => (text ??= make()),
    replace: async (_before, next) => {
      text = next;
    },
  };
};

const document: SyncDocument = {
  gateway: 'acme',
  vendor: { name: 'panintelligence' },
  name: 'bi-users',
  source: { connector: 'file', serve: ['import'], claims: {}, closed: [], options: {} },
  sync: {
    from: 'directory',
    users: { type: 'person', key: 'user.email' },
    to: { destination: 'panintelligence', options: {} },
    map: {},
    grants: [],
    full: { cron: '0 4 * * 0', timeZone: 'UTC' },
    adopt: 'nothing',
    deleteAfterDays: 30,
    guard: { percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 5 },
    rate: { concurrency: 4 },
    quarantine: { percent: 40, few: 10 },
    signIn: {
      servers: [{ name: 'login', issuer, audience: 'sallyport-sign-in', subject: 'bi-login', claims: {} }],
      audience: 'https://bi.acme.example',
      lifetimeSeconds: 120,
      keyDays: 90,
      facts: 'kept',
      maximumAgeMinutes: 1_440,
      claims: { key: 'usercode', email: 'email', payload: 'userSyncPayload' },
    },
  },
};

/** The issuer of the customer's server, without a network, and a token of it. */
const serverToken = async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: '1', use: 'sig', alg: 'RS256' }];
  const token = await new SignJWT({ sub: 'bi-login' })
    .setProtectedHeader({ alg: 'RS256', kid: '1' })
    .setIssuer(issuer)
    .setAudience('sallyport-sign-in')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
  const fetch = async (url: string | URL | Request): Promise<Response> =>
    String(url).endsWith('/keys') ? Response.json({ keys }) : Response.json({ issuer, jwks_uri: `${issuer}keys` });
  return { token, fetch };
};

/** A function of a sync that has just been loaded, and one call of it. */
const caller = async (verify?: () => Promise<string>) => {
  const { token, fetch } = await serverToken();
  const quiet = () => undefined;
  const own = {
    now: Date.now,
    fetch,
    reference: newReference,
    log: { info: quiet, warn: quiet, error: quiet },
  } as unknown as Platform;
  const sync = createSync({
    document,
    platforms: { own, signingKeys: memoryKeys(), wake: async () => undefined },
    ask: async (run) => run,
    people: async () => ({ payload, email: 'person.one@acme.example', at: Date.now() }),
    ...(verify && { verify }),
  });
  return async (): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const request = new Request(`${publicUrl}/token`, { method: 'POST', headers, body: '{"user":"person.one"}' });
    const begin = performance.now();
    const response = await sync(request, { target: '/token', publicUrl });
    const milliseconds = performance.now() - begin;
    if (response.status !== 200) throw new Error(`no token was made: ${await response.text()}`);
    return milliseconds;
  };
};

/** `npm run bench -- sign-in`: how long somebody who signs in waits for the gate. */
export async function* signIn(): AsyncGenerator<Measurement> {
  for (const [name, verify] of [
    ['mint', async () => 'login'],
    ['proved-and-minted', undefined],
  ] as const) {
    const call = await caller(verify);
    const first = await call();
    const times: number[] = [];
    for (let count = 0; count < tokens; count++) times.push(await call());
    yield atMost(`sign-in.${name}`, median(times), 'ms', 5);
    yield beside(`sign-in.${name}-p95`, times.toSorted((a, b) => a - b)[Math.floor(tokens * 0.95)]!, 'ms');
    yield beside(`sign-in.${name}-first-with-a-new-key`, first, 'ms');
  }
}
