import { NOW_SECONDS } from '../lambda/callers/gate.ts';
import { compact, jwk, type SigningKey, signingKey, standInIssuer } from '../lambda/callers/stand-in-issuer.ts';
import { acme, deployment } from './identities.ts';

/** What a token says, and how it was come by. */
export interface Token {
  readonly claims: Readonly<Record<string, string>>;
  /** Whether it is past its end. */
  readonly expired: boolean;
  /** Whether somebody else signed it, under the name of the issuer's key. */
  readonly forged: boolean;
}

const vendorTenant = acme.entraWorkload.tenantId;
const microsoft = 'https://login.microsoftonline.com';

/** Tenants and issuers besides the vendor's own, which sign what they like. */
export const strangers = {
  tenant: '9188040d-6c67-4c5b-b112-36a304b66dad',
  issuer: 'https://auth.stranger.example/',
  awsIssuer: 'https://ffffffff-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws',
} as const;

const entraV1 = (tenant: string): string => `https://sts.windows.net/${tenant}/`;
const entraV2 = (tenant: string): string => `${microsoft}/${tenant}/v2.0`;

const google = 'https://accounts.google.com';

/** The issuers, with a key of each. Entra's keys are the same for all tenants, as they are in truth. */
const entraKey = signingKey('entra', 'RS256');
const keys = new Map<string, SigningKey>([
  [google, signingKey('google', 'RS256')],
  [acme.awsRole.issuer, signingKey('aws', 'RS256')],
  [strangers.awsIssuer, signingKey('aws', 'RS256')],
  [acme.jwt.issuer, signingKey('own', 'ES256')],
  [strangers.issuer, signingKey('own', 'ES256')],
  ...[vendorTenant, strangers.tenant, deployment.tenantId].flatMap((tenant): [string, SigningKey][] => [
    [entraV1(tenant), entraKey],
    [entraV2(tenant), entraKey],
  ]),
]);
const thief = new Map([...keys].map(([issuer, { kid, algorithm }]) => [issuer, signingKey(kid, algorithm)]));

/** Signed already: the table sends the same ones many times. */
const signed = new Map<string, string>();

/** The token as it is sent. */
export const sign = (token: Token): string => {
  const key = JSON.stringify(token);
  const text = signed.get(key) ?? signAnew(token);
  signed.set(key, text);
  return text;
};

const signAnew = ({ claims, expired, forged }: Token): string => {
  const key = (forged ? thief : keys).get(claims['iss']!);
  if (!key) throw new Error(`no issuer ${claims['iss']}`);
  const end = expired ? NOW_SECONDS - 3_600 : NOW_SECONDS + 3_600;
  const payload = { ...claims, iat: end - 3_600, exp: end };
  return compact({ alg: key.algorithm, kid: key.kid, typ: 'JWT' }, payload, key);
};

/** Where the handler reads keys. */
export const network: typeof globalThis.fetch = async (input, init) => {
  const url = String(input);
  for (const [issuer, key] of keys) {
    const tenant = /^https:\/\/sts\.windows\.net\/(.+)\/$/.exec(issuer)?.[1];
    const base = tenant ? `${microsoft}/${tenant}` : issuer.replace(/\/$/, '');
    const jwksUrl = issuer === google ? 'https://www.googleapis.com/oauth2/v3/certs' : `${base}/keys`;
    const addresses = { discoveryUrl: `${base}/.well-known/openid-configuration`, jwksUrl };
    if (Object.values(addresses).includes(url)) return standInIssuer(issuer, [jwk(key)], addresses).fetch(input, init);
  }
  throw new TypeError(`nobody serves ${url}`);
};
