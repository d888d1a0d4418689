import { type KeyObject, sign } from 'node:crypto';
import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { type Assertion, readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';

export interface GoogleServiceAccount {
  /** The key that an administrator has, by its id. */
  readonly keys: Readonly<Record<string, KeyObject>>;
  /** The key that Google itself keeps for `signJwt`. */
  readonly managedKey?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  /** Scopes that domain-wide delegation has for it. */
  readonly delegated?: readonly string[] | undefined;
  /** Who may act as it: `principal://…/subject/…`, or `serviceAccount:…`. */
  readonly actors?: readonly string[] | undefined;
}

/** An OpenID Connect provider of a workload identity pool. */
export interface GoogleProvider {
  readonly issuer: string;
  readonly key: KeyObject;
  /** Subjects that its condition lets in; all, if there is none. */
  readonly subjects?: readonly string[] | undefined;
}

/** What there is at Google. */
export interface GoogleOptions {
  readonly accounts: Readonly<Record<string, GoogleServiceAccount>>;
  /** By full name, `//iam.googleapis.com/…`. */
  readonly providers: Readonly<Record<string, GoogleProvider>>;
  /** Users of the domain, by their address. */
  readonly users: readonly string[];
  /** Those of them who are suspended at the moment. */
  readonly suspended?: ReadonlySet<string> | undefined;
  now(): number;
}

export interface Google extends StandIn {
  /** Tokens that were given, and whom each acts as. */
  readonly tokens: Map<string, { readonly actor: string; readonly scope: string }>;
  /** When each ends, in milliseconds since 1970. */
  readonly ends: ReadonlyMap<string, number>;
}

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const tokenType = 'urn:ietf:params:oauth:token-type';
const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform';
const tokenUrl = 'https://oauth2.googleapis.com/token';

/** An error as Google's APIs say it. */
const refuse = (code: number, status: string): never => {
  throw new Refusal(code, { error: { code, status, message: 'CANARY message' } });
};

/** Google's token endpoint, its security token service, and the credentials of service accounts. */
export const startGoogle = async ({ accounts, providers, users, suspended, now }: GoogleOptions): Promise<Google> => {
  const tokens: Google['tokens'] = new Map();
  const ends = new Map<string, number>();
  const seconds = () => Math.floor(now() / 1_000);

  const give = (actor: string, scope: string): string => {
    const token = `ya29.CANARY${tokens.size}`;
    tokens.set(token, { actor, scope });
    ends.set(token, now() + 3_599_000);
    return token;
  };

  const checkTimes = ({ claims: { iat, exp } }: Assertion, longest: number): void => {
    const [from, to] = [Number(iat), Number(exp)];
    const isRight =
      Number.isInteger(iat) && Number.isInteger(exp) && from <= seconds() && to > seconds() && to - from <= longest;
    if (!isRight) oauthRefusal(400, 'invalid_grant');
  };

  /** An assertion of a service account, by its own key or by the one that Google keeps. */
  const byAssertion = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] !== bearer) oauthRefusal(400, 'unsupported_grant_type');
    const assertion = readAssertion(form['assertion']) ?? oauthRefusal(400, 'invalid_grant');
    const { iss, sub, scope, aud } = assertion.claims;
    const account = accounts[String(iss)] ?? oauthRefusal(400, 'invalid_grant');
    const key = account.keys[String(assertion.header['kid'])] ?? account.managedKey?.publicKey;
    if (assertion.header['alg'] !== 'RS256' || !key || !assertion.isSignedBy(key)) oauthRefusal(400, 'invalid_grant');
    if (aud !== tokenUrl) oauthRefusal(400, 'invalid_grant');
    checkTimes(assertion, 3_600);
    if (typeof scope !== 'string' || scope === '') oauthRefusal(400, 'invalid_scope');
    if (sub !== undefined) {
      if (typeof sub !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(sub)) oauthRefusal(400, 'invalid_grant');
      const wanted = String(scope).split(' ');
      if (!wanted.every((each) => account.delegated?.includes(each))) oauthRefusal(401, 'unauthorized_client');
      if (!users.includes(String(sub)) || suspended?.has(String(sub))) oauthRefusal(400, 'invalid_grant');
    }
    const access_token = give(String(sub ?? iss), String(scope));
    return { status: 200, body: { access_token, expires_in: 3_599, token_type: 'Bearer' } };
  };

  const byExchange = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] !== exchange) oauthRefusal(400, 'unsupported_grant_type');
    if (form['requested_token_type'] !== `${tokenType}:access_token`) oauthRefusal(400, 'invalid_request');
    if (form['subject_token_type'] !== `${tokenType}:jwt`) oauthRefusal(400, 'invalid_request');
    const name = form['audience'] ?? '';
    if (
      !/^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+\/providers\/[\w-]+$/.test(
        name,
      )
    )
      oauthRefusal(400, 'invalid_request');
    const provider = providers[name] ?? oauthRefusal(400, 'invalid_target');
    const token = readAssertion(form['subject_token']) ?? oauthRefusal(400, 'invalid_grant');
    const { iss, aud, sub } = token.claims;
    if (iss !== provider.issuer || !token.isSignedBy(provider.key) || aud !== `https:${name}`)
      oauthRefusal(400, 'invalid_grant');
    checkTimes(token, 86_400);
    if (provider.subjects && !provider.subjects.includes(String(sub))) oauthRefusal(403, 'unauthorized_client');
    if (form['scope'] !== cloudPlatform) oauthRefusal(400, 'invalid_scope');
    const pool = name.replace(/\/providers\/.*/, '');
    const access_token = give(`principal:${pool}/subject/${sub}`, cloudPlatform);
    const issued_token_type = `${tokenType}:access_token`;
    return { status: 200, body: { access_token, issued_token_type, token_type: 'Bearer', expires_in: 3_599 } };
  };

  /** Who calls, and as which service account. */
  const actingAs = ({ headers, path }: StandInRequest): readonly [string, GoogleServiceAccount] => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const caller = tokens.get(token) ?? refuse(401, 'UNAUTHENTICATED');
    const [, email = ''] = /\/serviceAccounts\/([^/:]+):/.exec(path) ?? [];
    const account = accounts[decodeURIComponent(email)] ?? refuse(404, 'NOT_FOUND');
    if (!account.actors?.includes(caller.actor)) refuse(403, 'PERMISSION_DENIED');
    return [decodeURIComponent(email), account];
  };

  const byImpersonation = (request: StandInRequest): StandInAnswer => {
    const [email] = actingAs(request);
    const { scope, lifetime = '3600s', ...others } = JSON.parse(request.body);
    const length = Number(/^(\d+)s$/.exec(lifetime)?.[1]);
    const isRight = Array.isArray(scope) && scope.length > 0 && length > 0 && length <= 3_600;
    if (!isRight || Object.keys(others).some((name) => name !== 'delegates')) refuse(400, 'INVALID_ARGUMENT');
    const expireTime = new Date((seconds() + length) * 1_000).toISOString().replace('.000', '');
    return { status: 200, body: { accessToken: give(email, scope.join(' ')), expireTime } };
  };

  const signJwt = (request: StandInRequest): StandInAnswer => {
    const [, account] = actingAs(request);
    const { payload } = JSON.parse(request.body);
    const { exp } = JSON.parse(payload);
    const isRight = Number.isInteger(exp) && exp > seconds() && exp <= seconds() + 12 * 3_600;
    if (!isRight || !account.managedKey) return refuse(400, 'INVALID_ARGUMENT');
    const part = (value: string): string => Buffer.from(value).toString('base64url');
    const input = `${part(JSON.stringify({ alg: 'RS256', kid: 'managed', typ: 'JWT' }))}.${part(payload)}`;
    const signature = sign('sha256', Buffer.from(input), account.managedKey.privateKey).toString('base64url');
    return { status: 200, body: { keyId: 'managed', signedJwt: `${input}.${signature}` } };
  };

  const revoke = (request: StandInRequest): StandInAnswer => {
    const { token = '' } = oauthForm(request);
    return tokens.delete(token) ? { status: 200, body: {} } : oauthRefusal(400, 'invalid_token');
  };

  const routes: Readonly<Record<string, (request: StandInRequest) => StandInAnswer>> = {
    '/oauth2.googleapis.com/token': byAssertion,
    '/oauth2.googleapis.com/revoke': revoke,
    '/sts.googleapis.com/v1/token': byExchange,
    generateAccessToken: byImpersonation,
    signJwt,
  };

  const standIn = await startStandIn((request) => {
    const [, method] =
      /^\/iamcredentials\.googleapis\.com\/v1\/projects\/-\/serviceAccounts\/[^/:]+:(\w+)$/.exec(request.path) ?? [];
    if (request.method !== 'POST') refuse(404, 'NOT_FOUND');
    return (routes[method ?? request.path] ?? (() => refuse(404, 'NOT_FOUND')))(request);
  }, now);
  return { ...standIn, tokens, ends };
};
