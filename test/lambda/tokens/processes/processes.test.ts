import { describe, expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** `npm run test:long -- tokens` plays every case as often in a row. */
const times = Array.from({ length: Number(process.env['SALLYPORT_RUNS'] ?? 1) }, (_, index) => index + 1);

/** More than a lease lasts for others, whose clocks may differ, so that nobody has to wait for those of the dead. */
const later = 80_000;

const isActive = (gate: Gate, credentials: string | undefined): Promise<boolean> =>
  gate.server.isActive(credentials?.replace('Bearer ', '') ?? '');

describe.each(times)('round %i', () => {
  test('1,000 callers in four processes cause one token request', async () => {
    await using gate = await Gate.open('clientCredentials');
    const processes = await Promise.all(Array.from({ length: 4 }, () => gate.start()));
    const got = await Promise.all(processes.map((process) => process.get(250)));
    const different = new Set(got.flat());
    expect(different.size).toBe(1);
    expect(await isActive(gate, [...different][0])).toBe(true);
    expect(gate.tokenRequests).toEqual(['client_credentials 200']);
  });

  test('1,000 callers in four processes renew a rotating refresh token once', async () => {
    await using gate = await Gate.open('authorizationCode', 60);
    await gate.signIn();
    // A minute later the access token has ended.
    const processes = await Promise.all(Array.from({ length: 4 }, () => gate.start({ clockAhead: 60_000 })));
    const got = await Promise.all(processes.map((process) => process.get(250)));
    const different = new Set(got.flat());
    expect(different.size).toBe(1);
    expect(await isActive(gate, [...different][0])).toBe(true);
    expect(gate.tokenRequests).toEqual(['authorization_code 200', 'refresh_token 200']);
  });

  test('who dies before the request leaves nothing behind', async () => {
    await using gate = await Gate.open('clientCredentials');
    expect(await (await gate.start({ dies: 'before-request' })).get(1)).toBeUndefined();
    const [credentials] = (await (await gate.start({ clockAhead: later })).get(10))!;
    expect(await isActive(gate, credentials)).toBe(true);
    expect(gate.tokenRequests).toEqual(['client_credentials 200']);
  });

  test('who dies between answer and write costs one more request, where a token can be had again', async () => {
    await using gate = await Gate.open('clientCredentials');
    expect(await (await gate.start({ dies: 'before-write' })).get(1)).toBeUndefined();
    const [credentials] = (await (await gate.start({ clockAhead: later })).get(10))!;
    expect(await isActive(gate, credentials)).toBe(true);
    expect(gate.tokenRequests).toEqual(['client_credentials 200', 'client_credentials 200']);
  });

  test('who dies between answer and write with a rotated refresh token costs a sign-in, and that is said', async () => {
    await using gate = await Gate.open('authorizationCode', 60);
    await gate.signIn();
    expect(await (await gate.start({ dies: 'before-write', clockAhead: 60_000 })).get(1)).toBeUndefined();
    const next = await gate.start({ clockAhead: 60_000 + later });
    expect(await next.get(10)).toEqual(['failed: token-sign-in-needed']);
    expect((await gate.administered().read()).record.stopped).toMatchObject({
      code: 'token-sign-in-needed',
      remedy: expect.stringContaining('sallyport connect'),
    });
    await gate.signIn();
    const [credentials] = (await (await gate.start()).get(10))!;
    expect(await isActive(gate, credentials)).toBe(true);
  });

  test('who dies between write and use has kept everything', async () => {
    await using gate = await Gate.open('authorizationCode', 60);
    await gate.signIn();
    expect(await (await gate.start({ dies: 'after-write', clockAhead: 60_000 })).get(1)).toBeUndefined();
    const [credentials] = (await (await gate.start({ clockAhead: 60_000 })).get(10))!;
    expect(await isActive(gate, credentials)).toBe(true);
    expect(gate.tokenRequests).toEqual(['authorization_code 200', 'refresh_token 200']);
    const renewed = await gate.administered(60_000 + later).renew(AbortSignal.timeout(10_000));
    expect(await isActive(gate, renewed.accessToken)).toBe(true);
  });
});
