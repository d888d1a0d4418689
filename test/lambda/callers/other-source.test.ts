import { describe, expect, test } from 'vitest';
import type { Claims, VendorConfig, VendorIdentity } from '../../../config/config.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { NOW, NOW_SECONDS, refusal } from './gate.ts';
import { compact, jwk, signingKey, standInIssuer } from './stand-in-issuer.ts';

const key = signingKey('one', 'RS256');
const own = 'https://auth.vendor.example/';
const google = 'https://accounts.google.com';
const tenant = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const entra = `https://login.microsoftonline.com/${tenant}/v2.0`;
const oid = '6fa459ea-ee8a-4ca4-894e-db77e160355e';
const jwksUrls = { [google]: 'https://www.googleapis.com/oauth2/v3/certs' } as Readonly<Record<string, string>>;

/** Two sources of one gateway. The first is in the hands of somebody else, who sees each token that the vendor calls it with. */
const taken = 'https://people.gate.example/';
const other = 'https://payroll.gate.example/';

interface Way {
  readonly issuer: string;
  readonly identity: VendorIdentity;
  /** Of the token for the first source. */
  readonly claims: Claims;
  readonly sourceClaims?: (url: string) => Claims;
  /** SALLYPORT_CALLERS of a source. */
  readonly callers?: (url: string) => object;
}

const jwt = { issuer: own, audience: 'gateway', claims: {}, urlClaim: 'gateway_url' };
const googleServiceAccount = { uniqueId: '104200000000000000000', audience: 'https://gate.example' };
const entraWorkload = { tenantId: tenant, objectId: oid, audience: 'api://sallyport-acme' };
const application = { issuer: entra, audience: '0a1b2c3d-0000-4000-8000-000000000000', claims: { oid } };

const gate = ({ issuer, identity, callers, sourceClaims = () => ({}) }: Way, url: string) => {
  const { fetch } = standInIssuer(issuer, [jwk(key)], issuer in jwksUrls ? { jwksUrl: jwksUrls[issuer]! } : {});
  const vendor: VendorConfig = { name: 'vendor', profile: callers ? 'platform' : 'bearer', identity };
  const verify = callersFor(vendor, sourceClaims(url), {
    fetch,
    now: () => NOW,
    callers: callers && JSON.stringify(callers(url)),
  });
  const token = (claims: Claims) =>
    compact({ alg: 'RS256', kid: 'one' }, { iss: issuer, exp: NOW_SECONDS + 300, ...claims }, key);
  const request = (claims: Claims) =>
    new Request(url, { method: 'POST', headers: { authorization: `Bearer ${token(claims)}` } });
  return { verify, request };
};

const bound: Readonly<Record<string, Way & { readonly code: string }>> = {
  'the URL of the source': {
    issuer: own,
    identity: { jwt },
    claims: { aud: 'gateway', gateway_url: taken },
    code: 'url-refused',
  },
  'a claim of the source': {
    issuer: own,
    identity: { jwt: { ...jwt, urlClaim: null } },
    claims: { aud: 'gateway', source_id: taken },
    sourceClaims: (url) => ({ source_id: url }),
    code: 'claim-refused',
  },
  'the URL as audience, as on Google Cloud for who comes from elsewhere': {
    issuer: google,
    identity: {},
    claims: { aud: taken, sub: '1177' },
    callers: (url) => ({ issuer: google, audience: url, claims: { sub: '1177' } }),
    code: 'audience-refused',
  },
};

/** What docs/security.md says of them must be so. */
const unbound: Readonly<Record<string, Way>> = {
  'a service account of Google': {
    issuer: google,
    identity: { googleServiceAccount },
    claims: { aud: googleServiceAccount.audience, sub: googleServiceAccount.uniqueId },
  },
  'a workload of Entra': {
    issuer: entra,
    identity: { entraWorkload },
    claims: { aud: entraWorkload.audience, tid: tenant, oid },
  },
  'the application of a gateway on Azure': {
    issuer: entra,
    identity: {},
    claims: { aud: application.audience, oid },
    callers: () => application,
  },
};

describe('a token for one source, at another source of the gateway', () => {
  test.each(Object.entries(bound))('is refused if it names %s', async (_, { code, ...way }) => {
    const [here, there] = [gate(way, taken), gate(way, other)];
    expect(await here.verify(here.request(way.claims), { publicUrl: taken })).toBeTruthy();
    expect(await refusal(there.verify, there.request(way.claims), { publicUrl: other })).toMatchObject({ code });
  });

  test.each(Object.entries(unbound))('is good if it names nothing but the gateway: %s', async (_, way) => {
    const { verify, request } = gate(way, other);
    expect(await verify(request(way.claims), { publicUrl: other })).toBeTruthy();
  });
});
