import { describe, expect, test } from 'vitest';
import type { VendorIdentity } from '../../../config/config.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { bearerVendor, CLAIMS, CONTEXT, ISSUER, JWT_IDENTITY, NOW, NOW_SECONDS, requestWith } from './gate.ts';
import { compact, jwk, type StandInIssuer, signingKey, standInIssuer } from './stand-in-issuer.ts';

const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490';
const OTHER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const OBJECT = '690222be-ff1a-4d56-abd1-7e4f7d38e474';
const MICROSOFT = 'https://login.microsoftonline.com';

const key = signingKey('one', 'RS256');
const published = [jwk(key, { alg: undefined })];
/** Its discovery document is out of reach, as in a network that leads to no more than Google's APIs. */
const google = () => {
  const issuer = standInIssuer('https://accounts.google.com', published, {
    jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  });
  issuer.answers.set('https://accounts.google.com/.well-known/openid-configuration', () =>
    Promise.reject(new TypeError('out of reach')),
  );
  return issuer;
};
const entraV1 = () =>
  standInIssuer(`https://sts.windows.net/${TENANT}/`, published, {
    discoveryUrl: `${MICROSOFT}/${TENANT}/.well-known/openid-configuration`,
    jwksUrl: `${MICROSOFT}/${TENANT}/discovery/keys`,
  });
const entraV2 = () =>
  standInIssuer(`${MICROSOFT}/${TENANT}/v2.0`, published, { jwksUrl: `${MICROSOFT}/${TENANT}/discovery/v2.0/keys` });

const IDENTITIES: VendorIdentity = {
  googleServiceAccount: { uniqueId: '104200000000000000000', audience: 'https://gate.example' },
  entraWorkload: { tenantId: TENANT.toUpperCase(), objectId: OBJECT.toUpperCase(), audience: 'api://gate' },
};

const times = { iat: NOW_SECONDS, exp: NOW_SECONDS + 3_600 };
const GOOGLE = {
  iss: 'https://accounts.google.com',
  aud: 'https://gate.example',
  sub: '104200000000000000000',
  ...times,
};
const ENTRA_V1 = {
  iss: `https://sts.windows.net/${TENANT}/`,
  aud: 'api://gate',
  tid: TENANT,
  oid: OBJECT,
  sub: OBJECT,
  ...times,
};
const ENTRA_V2 = { ...ENTRA_V1, iss: `${MICROSOFT}/${TENANT}/v2.0` };

const token = (claims: object): Request =>
  requestWith(`Bearer ${compact({ alg: 'RS256', kid: 'one', typ: 'JWT' }, claims, key)}`);

/** Routes each request to the stand-in that serves it. */
const network =
  (issuers: readonly StandInIssuer[]): typeof globalThis.fetch =>
  async (input, init) => {
    const results = await Promise.allSettled(issuers.map((issuer) => issuer.fetch(input, init)));
    const found = results.find((result) => result.status === 'fulfilled');
    if (!found) throw new TypeError(`nobody serves ${String(input)}`);
    return found.value;
  };

const gate = (identity: VendorIdentity, claims = {}, issuers = [google(), entraV1(), entraV2()]) =>
  callersFor(bearerVendor(identity), claims, { fetch: network(issuers), now: () => NOW });

describe('a Google service account and an Entra workload side by side', () => {
  test.each([
    ['Google', GOOGLE],
    ['Google, issuer without scheme', { ...GOOGLE, iss: 'accounts.google.com' }],
    ['Entra v1', ENTRA_V1],
    ['Entra v2', ENTRA_V2],
  ])('%s is let in', async (_name, claims) => {
    const caller = await gate(IDENTITIES)(token(claims), CONTEXT);
    expect(caller).toEqual({ issuer: claims.iss, subject: claims.sub, profile: 'bearer' });
  });

  test.each([
    ['Google: another service account', { ...GOOGLE, sub: '104200000000000000001' }, 'claim-refused'],
    ['Google: the id as a number', { ...GOOGLE, sub: 104200000000000000000 }, 'claim-refused'],
    ['Google: another audience', { ...GOOGLE, aud: 'https://other.example' }, 'audience-refused'],
    ['Google: audience of the Entra workload', { ...GOOGLE, aud: 'api://gate' }, 'audience-refused'],
    ['Google: http issuer', { ...GOOGLE, iss: 'http://accounts.google.com' }, 'issuer-unknown'],
    ['Google: issuer with slash', { ...GOOGLE, iss: 'https://accounts.google.com/' }, 'issuer-unknown'],
    ['Entra: another tenant in iss', { ...ENTRA_V2, iss: `${MICROSOFT}/${OTHER_TENANT}/v2.0` }, 'issuer-unknown'],
    ['Entra: common issuer', { ...ENTRA_V2, iss: `${MICROSOFT}/common/v2.0` }, 'issuer-unknown'],
    ['Entra: v1 without slash', { ...ENTRA_V1, iss: `https://sts.windows.net/${TENANT}` }, 'issuer-unknown'],
    ['Entra: another tid', { ...ENTRA_V2, tid: OTHER_TENANT }, 'claim-refused'],
    ['Entra: no tid', { ...ENTRA_V2, tid: undefined }, 'claim-missing'],
    ['Entra: another oid', { ...ENTRA_V1, oid: OTHER_TENANT }, 'claim-refused'],
    ['Entra: no oid', { ...ENTRA_V1, oid: undefined }, 'claim-missing'],
    ['Entra: oid as sub only', { ...ENTRA_V1, oid: undefined, sub: OBJECT }, 'claim-missing'],
    ['Entra: another audience', { ...ENTRA_V2, aud: 'api://other' }, 'audience-refused'],
  ])('%s is refused', async (_name, claims, code) => {
    await expect(gate(IDENTITIES)(token(claims), CONTEXT)).rejects.toMatchObject({ code, status: 401 });
  });
});

test('an identity that is not configured is refused, whoever signed', async () => {
  const { googleServiceAccount } = IDENTITIES;
  await expect(gate({ googleServiceAccount })(token(ENTRA_V1), CONTEXT)).rejects.toMatchObject({
    code: 'issuer-unknown',
  });
});

test('the claims of the source are demanded of every identity', async () => {
  const verify = gate(IDENTITIES, { source_id: '42' });
  await expect(verify(token(GOOGLE), CONTEXT)).rejects.toMatchObject({ code: 'claim-missing' });
  await expect(verify(token({ ...ENTRA_V1, source_id: '43' }), CONTEXT)).rejects.toMatchObject({
    code: 'claim-refused',
  });
});

test('of two identities with one issuer, a caller proves any one', async () => {
  const jwt = {
    issuer: GOOGLE.iss,
    audience: 'https://gate.example',
    claims: { email: 'worker@vendor.example' },
    urlClaim: null,
  };
  const verify = gate({ ...IDENTITIES, jwt });
  const byMail = { ...GOOGLE, sub: '7', email: 'worker@vendor.example' };
  expect(await verify(token(byMail), CONTEXT)).toMatchObject({ subject: '7' });
  expect(await verify(token(GOOGLE), CONTEXT)).toMatchObject({ subject: GOOGLE.sub });
  await expect(verify(token({ ...byMail, email: 'other@vendor.example' }), CONTEXT)).rejects.toMatchObject({
    status: 401,
  });
});

test('keys of one issuer prove no token of another', async () => {
  const thief = signingKey('one', 'RS256');
  const own = standInIssuer(ISSUER, [jwk(thief)]);
  const verify = gate({ ...IDENTITIES, jwt: JWT_IDENTITY }, {}, [own, google(), entraV1(), entraV2()]);
  const signedBy = (claims: object) => requestWith(`Bearer ${compact({ alg: 'RS256', kid: 'one' }, claims, thief)}`);
  expect(await verify(signedBy(CLAIMS), CONTEXT)).toMatchObject({ issuer: ISSUER });
  await expect(verify(signedBy(GOOGLE), CONTEXT)).rejects.toMatchObject({ code: 'signature-invalid' });
  await expect(verify(signedBy(ENTRA_V1), CONTEXT)).rejects.toMatchObject({ code: 'signature-invalid' });
});

describe('a configuration that lets nobody in is an error at start', () => {
  const awsRole = { arn: 'arn:aws:iam::111122223333:role/tenant', externalId: 'x'.repeat(16) };
  test.each([{ awsRole }, {}])('%o', (identity) => {
    expect(() => gate(identity)).toThrow(RangeError);
    expect(() => gate(identity)).toThrow('the bearer profile needs one of');
  });
});
