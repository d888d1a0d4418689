import { describe, expect, test } from 'vitest';
import type { VendorConfig } from '../../../config/config.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { refusalResponse } from '../../../lambda/callers/refusal-response.ts';
import { verifyScheduler } from '../../../lambda/callers/verify-scheduler.ts';
import { CONTEXT, NOW, NOW_SECONDS, PUBLIC_URL, refusal } from './gate.ts';
import { compact, jwk, signingKey, standInIssuer } from './stand-in-issuer.ts';

const key = signingKey('one', 'RS256');
const google = standInIssuer('https://accounts.google.com', [jwk(key)], {
  jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
});
const vendor: VendorConfig = {
  name: 'vendor',
  profile: 'platform',
  identity: { googleServiceAccount: { uniqueId: '104200000000000000000', audience: PUBLIC_URL } },
};

const CALLER = { issuer: 'https://accounts.google.com', audience: PUBLIC_URL, claims: { sub: '1042' } };
const CLAIMS = {
  iss: 'https://accounts.google.com',
  aud: PUBLIC_URL,
  sub: '1042',
  iat: NOW_SECONDS,
  exp: NOW_SECONDS + 300,
};

const options = { fetch: google.fetch, now: () => NOW };
const gate = (...callers: readonly object[]) =>
  callersFor(vendor, {}, { ...options, callers: JSON.stringify(callers) });
const signed = (claims: object = CLAIMS): string => compact({ alg: 'RS256', kid: 'one', typ: 'JWT' }, claims, key);
const stripped = (claims: object = CLAIMS): string => signed(claims).replace(/[^.]*$/, 'SIGNATURE_REMOVED_BY_GOOGLE');
const request = (token: string, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request(PUBLIC_URL, { method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers } });

describe('the callers that a deployment names', () => {
  test('are let in by a token, as the platform profile has it', async () => {
    const caller = await gate(CALLER)(request(signed()), CONTEXT);
    expect(caller).toEqual({ issuer: CALLER.issuer, subject: '1042', profile: 'platform' });
  });

  test.each([
    ['another subject', { ...CLAIMS, sub: '1043' }, 'claim-refused'],
    ['another audience', { ...CLAIMS, aud: 'https://other.example' }, 'audience-refused'],
    ['an expired token', { ...CLAIMS, exp: NOW_SECONDS - 31 }, 'token-expired'],
  ])('are not let in with %s', async (_name, claims, code) => {
    expect(await refusal(gate(CALLER), request(signed(claims)))).toMatchObject({ code, status: 401 });
  });

  test('any of several is enough', async () => {
    const verify = gate({ ...CALLER, claims: { sub: '7' } }, CALLER);
    expect(await verify(request(signed()), CONTEXT)).toMatchObject({ subject: '1042' });
  });
});

describe('a token whose signature Cloud Run removed', () => {
  test('is refused with a sentence that says how two are sent', async () => {
    const refused = await refusal(gate(CALLER), request(stripped()));
    expect(refused).toMatchObject({ code: 'signature-removed', status: 401 });
    const answer = await refusalResponse(refused, 'r').text();
    expect(answer).toContain('X-Serverless-Authorization');
  });

  test('counts for the scheduler only where Cloud Run checks every request', async () => {
    const text = JSON.stringify(CALLER);
    const checked = verifyScheduler(text, { ...options, checkedByPlatform: true });
    const open = verifyScheduler(text, { ...options, checkedByPlatform: false });
    expect(await checked(request(stripped()), CONTEXT)).toMatchObject({ subject: '1042' });
    expect(await checked(request(signed()), CONTEXT)).toMatchObject({ subject: '1042' });
    expect(await open(request(signed()), CONTEXT)).toMatchObject({ subject: '1042' });
    expect(await refusal(open, request(stripped()))).toMatchObject({ code: 'signature-removed' });
  });

  test.each([
    ['a token of its own', 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.SIGNATURE_REMOVED_BY_GOOGLE'],
    ['nothing', ''],
  ])('counts for nobody beside the header that Cloud Run checks instead, with %s', async (_name, checked) => {
    const verify = verifyScheduler(JSON.stringify(CALLER), { ...options, checkedByPlatform: true });
    const headers = { 'x-serverless-authorization': checked };
    expect(await refusal(verify, request(stripped(), headers))).toMatchObject({ code: 'signature-removed' });
    expect(await verify(request(signed(), headers), CONTEXT)).toMatchObject({ subject: '1042' });
  });

  test.each([
    ['of somebody else', { ...CLAIMS, sub: '1043' }, 'claim-refused'],
    ['for another audience', { ...CLAIMS, aud: 'https://other.example' }, 'audience-refused'],
    ['that has expired', { ...CLAIMS, exp: NOW_SECONDS - 31 }, 'token-expired'],
    ['that never expires', { ...CLAIMS, exp: undefined }, 'claim-missing'],
    ['of another issuer', { ...CLAIMS, iss: 'https://auth.vendor.example/' }, 'issuer-unknown'],
  ])('is no token of the scheduler: %s', async (_name, claims, code) => {
    const verify = verifyScheduler(JSON.stringify(CALLER), { ...options, checkedByPlatform: true });
    expect(await refusal(verify, request(stripped(claims)))).toMatchObject({ code });
  });
});

describe('an external id', () => {
  const verify = gate({ ...CALLER, externalId: 'acme-7f3c' });
  const header = 'sallyport-external-id';

  test('lets in with a token, and without one nobody', async () => {
    expect(await verify(request(signed(), { [header]: 'acme-7f3c' }), CONTEXT)).toMatchObject({ subject: '1042' });
    const none = new Request(PUBLIC_URL, { headers: { [header]: 'acme-7f3c' } });
    expect(await refusal(verify, none)).toMatchObject({ code: 'token-missing' });
  });

  test.each([
    ['missing', {}, 'external-id-missing'],
    ['empty', { [header]: '' }, 'external-id-missing'],
    ["another customer's", { [header]: 'other-9b2e' }, 'external-id-refused'],
    ['sent twice', { [header]: 'acme-7f3c, acme-7f3c' }, 'external-id-refused'],
    ['in other case', { [header]: 'ACME-7f3c' }, 'external-id-refused'],
  ])('that is %s is refused with 403', async (_name, headers, code) => {
    expect(await refusal(verify, request(signed(), headers))).toMatchObject({ code, status: 403 });
  });

  test('is not looked at before the token is proved', async () => {
    const forged = signed().replace(/[^.]*$/, 'AAAA');
    expect(await refusal(verify, request(forged))).toMatchObject({ code: 'signature-invalid' });
  });
});

describe('an environment that lets in nobody, or everybody, is an error at start', () => {
  test.each([
    ['no JSON', '{'],
    ['nobody', '[]'],
    ['null', '[null]'],
    ['no issuer', JSON.stringify([{ ...CALLER, issuer: undefined }])],
    ['an empty audience', JSON.stringify([{ ...CALLER, audience: '' }])],
    ['no claims', JSON.stringify([{ ...CALLER, claims: undefined }])],
    ['claims that say not who', JSON.stringify([{ ...CALLER, claims: { tid: 'x' } }])],
    ['a subject that is a number', JSON.stringify([{ ...CALLER, claims: { sub: 1042 } }])],
    ['an empty subject', JSON.stringify([{ ...CALLER, claims: { sub: '' } }])],
    ['an empty external id', JSON.stringify([{ ...CALLER, externalId: '' }])],
    ['an unknown key', JSON.stringify([{ ...CALLER, external_id: 'acme' }])],
  ])('%s', (_name, callers) => {
    expect(() => callersFor(vendor, {}, { ...options, callers })).toThrow(RangeError);
    expect(() => callersFor(vendor, {}, { ...options, callers })).toThrow(
      /^SALLYPORT_CALLERS .*deploy this source again$/,
    );
  });

  test('neither role nor callers', () => {
    expect(() => callersFor(vendor, {}, options)).toThrow('or SALLYPORT_CALLERS');
  });
});
