import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openapi } from '../../../connectors/openapi.ts';
import { createGateway } from '../../../lambda/gateway.ts';
import { formatKeyRing, makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { localIdentity } from '../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import { configured } from '../../connectors/authentication/configured.ts';
import { itential } from '../../connectors/openapi/security-documents.ts';
import { clientTo } from '../../standins/client-to.ts';
import { type Integration, startIntegration } from '../../standins/integration/start-integration.ts';
import { memoryState } from '../support/memory-state.ts';

// From nothing but an OpenAPI document and the fields of the table on the page of the seed system: a vendor's call, through a whole
// gateway, to a source that wants a token.

const fields = {
  client_id: 'gate',
  client_secret: 'CANARY-client-secret',
  username: 'reader',
  password: 'CANARY-password',
};
const publicUrl = 'https://gate.example/things';
const keyRing = formatKeyRing(makeKeyRing((count) => Buffer.alloc(count, 7)));

const clock = { ahead: 0 };
const now = () => Date.now() + clock.ahead;

let integration: Integration;
beforeEach(async () => {
  clock.ahead = 0;
  const { client_id: clientId, client_secret: clientSecret, username, password } = fields;
  integration = await startIntegration({ clientId, clientSecret, username, password }, now);
});
afterEach(() => integration.stop());

const gatewayOf = (
  flow: keyof typeof itential,
  secret: Readonly<Record<string, string>> = fields,
  state = memoryState(),
) => {
  const lines: string[] = [];
  const platform: Platform = {
    secrets: { read: async () => secret },
    keys: { readOrCreate: async () => keyRing },
    state,
    identity: localIdentity({ environment: {}, now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => lines.push(line), now),
    fetch: () => Promise.reject(new Error('no fetch here')),
    http: () => clientTo({ 'api.example.com': integration.origin, 'auth.example.com': integration.origin }),
    now,
    random: () => 0.5,
    reference: () => 'ref-1',
  };
  const gateway = createGateway({
    document: {
      gateway: 'acme',
      vendor: { name: 'vendor', profile: 'bearer', identity: {} },
      name: 'things',
      source: {
        connector: 'openapi',
        serve: ['proxy'],
        claims: {},
        closed: [],
        options: { ...configured(undefined, { document: itential[flow], settings: 'privateAddresses: []' }) },
      },
    },
    connector: openapi,
    platform,
    verify: async () => ({ issuer: 'https://issuer.example/', subject: 'vendor', profile: 'bearer' }),
  });
  const call = async (): Promise<{ readonly status: number; readonly code?: string }> => {
    const response = await gateway(new Request(`${publicUrl}/things`), { publicUrl });
    const text = await response.text();
    expect(text).not.toContain('CANARY');
    return { status: response.status, ...(response.status !== 200 && { code: JSON.parse(text).code }) };
  };
  return { call, state, log: () => lines.join('') };
};

const half = 30 * 60_000;

describe('password', () => {
  test('gets a token, refreshes it at the address for that, and goes back to the password when it must', async () => {
    const { call, log } = gatewayOf('password');
    for (let calls = 0; calls < 5; calls++) expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toEqual(['password']);
    clock.ahead += half;
    expect(await call()).toEqual({ status: 200 });
    clock.ahead += half;
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toEqual(['password', 'refresh_token', 'refresh_token']);
    clock.ahead += half;
    integration.answerNext({ status: 400, body: { error: 'invalid_grant' } }, '/auth.example.com/oauth/refresh');
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toEqual(['password', 'refresh_token', 'refresh_token', 'password']);
    expect(log()).not.toContain('CANARY');
  });

  test('keeps its token when it starts anew', async () => {
    const { call, state } = gatewayOf('password');
    await call();
    expect(await gatewayOf('password', fields, state).call()).toEqual({ status: 200 });
    clock.ahead += half;
    expect(await gatewayOf('password', fields, state).call()).toEqual({ status: 200 });
    expect(integration.grants).toEqual(['password', 'refresh_token']);
  });
});

describe('clientCredentials', () => {
  test('gets a token, and another when it has expired', async () => {
    const { client_id, client_secret } = fields;
    const { call, log } = gatewayOf('clientCredentials', { client_id, client_secret });
    for (let calls = 0; calls < 5; calls++) expect(await call()).toEqual({ status: 200 });
    clock.ahead += half;
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toEqual(['client_credentials', 'client_credentials']);
    expect(log()).not.toContain('CANARY');
  });
});

describe.each(['password', 'clientCredentials'] as const)('%s', (flow) => {
  test('lets a token that was entered by hand work until it expires', async () => {
    const granted = gatewayOf(flow);
    await granted.call();
    const byHand = { ...fields, access_token: 'CANARY-access-1', expires_at: new Date(now() + half).toISOString() };
    const { call } = gatewayOf(flow, byHand);
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toHaveLength(1);
    clock.ahead += half;
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toHaveLength(2);
  });

  test('renews a token that the source refuses, once', async () => {
    const { call } = gatewayOf(flow, { ...fields, access_token: 'CANARY-unknown' });
    expect(await call()).toEqual({ status: 200 });
    expect(integration.grants).toHaveLength(1);
    // The new one is refused as well: another would not help.
    integration.answerNext({ status: 401 }, '/api.example.com/v1/things');
    expect(await call()).toEqual({ status: 401, code: 'source-unauthorized' });
    expect(await call()).toEqual({ status: 200 });
  });

  test.each(Object.keys(fields))('names a missing %s', async (field) => {
    const isNeeded = flow === 'password' || field.startsWith('client_');
    const { call, log } = gatewayOf(flow, { ...fields, [field]: '' });
    expect((await call()).status).toBe(isNeeded ? 502 : 200);
    if (isNeeded) expect(log()).toContain(field);
  });

  test('stops at a secret that is wrong, and says so in the log', async () => {
    const { call, log } = gatewayOf(flow, { ...fields, client_secret: 'CANARY-wrong' });
    for (let calls = 0; calls < 5; calls++) expect(await call()).toEqual({ status: 502, code: 'credentials-refused' });
    expect(integration.requests).toHaveLength(1);
    expect(log().match(/"event":"token.stopped"/g)).toHaveLength(1);
    expect(log()).not.toContain('CANARY');
  });
});
