import type { KeyObject } from 'node:crypto';
import { oauthForm } from '../oauth-form.ts';
import { type Assertion, readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInRequest, startStandIn } from '../stand-in.ts';

/** An application of a tenant, and what proves it. */
export interface EntraApplication {
  readonly federated?:
    | { readonly issuer: string; readonly subject: string; readonly audience: string; readonly key: KeyObject }
    | undefined;
  /** By the SHA-256 thumbprint of a certificate. */
  readonly certificates?: Readonly<Record<string, KeyObject>> | undefined;
  readonly secret?: string | undefined;
}

/** What there is in Entra. */
export interface EntraOptions {
  readonly tenant: string;
  /** By client id. */
  readonly applications: Readonly<Record<string, EntraApplication>>;
  /** Application ID URIs that tokens may be for. */
  readonly resources: readonly string[];
  now(): number;
}

export interface Entra extends StandIn {
  /** Tokens that were given. */
  readonly tokens: ReadonlyMap<string, EntraToken>;
}

/** Whom a token was given to, what for, and until when in milliseconds since 1970. */
export interface EntraToken {
  readonly client: string;
  readonly resource: string;
  readonly until: number;
}

const host = '/login.microsoftonline.com';
const lifetimeSeconds = 3_599;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An error as Entra says it (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
const refuse = (status: number, error: string, code: number): never => {
  throw new Refusal(status, {
    error,
    error_description: `AADSTS${code}: CANARY description. Trace ID: trace Correlation ID: correlation`,
    error_codes: [code],
    timestamp: '2026-11-22 12:00:00Z',
    trace_id: 'trace',
    correlation_id: 'correlation',
  });
};

/** login.microsoftonline.com of one tenant: client credentials, proved by a secret, by a certificate or by another issuer's token. */
export const startEntra = async ({ tenant, applications, resources, now }: EntraOptions): Promise<Entra> => {
  const tokens = new Map<string, EntraToken>();
  const seen = new Set<unknown>();

  const checkTimes = ({ claims: { nbf, exp } }: Assertion): void => {
    const seconds = now() / 1_000;
    const isEarly = typeof nbf === 'number' && nbf > seconds + 300;
    if (isEarly || typeof exp !== 'number' || exp <= seconds - 300) refuse(401, 'invalid_client', 700024);
  };

  const checkFederated = (token: Assertion, federated: EntraApplication['federated']): void => {
    const { iss, sub, aud } = token.claims;
    if (iss !== federated?.issuer) return refuse(400, 'invalid_request', 700211);
    if (aud !== federated?.audience) refuse(400, 'invalid_request', 700212);
    if (sub !== federated?.subject) refuse(400, 'invalid_request', 700213);
    if (token.header['alg'] !== 'RS256' || !token.isSignedBy(federated!.key)) refuse(401, 'invalid_client', 5000126);
  };

  const checkOwn = (token: Assertion, id: string, certificates: EntraApplication['certificates'] = {}): void => {
    const key = certificates[String(token.header['x5t#S256'])];
    if (!key || token.header['alg'] !== 'PS256' || !token.isSignedBy(key)) refuse(401, 'invalid_client', 700027);
    const { sub, aud, jti } = token.claims;
    const audience = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
    if (sub !== id || aud !== audience) refuse(401, 'invalid_client', 50012);
    if (jti === undefined || seen.has(jti)) refuse(401, 'invalid_client', 50013);
    seen.add(jti);
  };

  const checkClient = (id: string, form: Readonly<Record<string, string>>): void => {
    const application = applications[id] ?? refuse(400, 'unauthorized_client', 700016);
    if (form['client_secret'] !== undefined) {
      if (form['client_secret'] !== application.secret) refuse(401, 'invalid_client', 7000215);
      return;
    }
    if (form['client_assertion'] === undefined) refuse(401, 'invalid_client', 7000216);
    if (form['client_assertion_type'] !== assertionType) refuse(400, 'invalid_request', 900144);
    const token = readAssertion(form['client_assertion']) ?? refuse(400, 'invalid_request', 50027);
    if (token.claims['iss'] === id) checkOwn(token, id, application.certificates);
    else checkFederated(token, application.federated);
    checkTimes(token);
  };

  const standIn = await startStandIn((request: StandInRequest) => {
    const [, of] = new RegExp(`^${host}/([^/]+)/oauth2/v2\\.0/token$`).exec(request.path) ?? [];
    if (of === undefined) throw new Refusal(404, '');
    if (of !== tenant) refuse(400, 'invalid_request', 90002);
    const form = oauthForm(request);
    if (form['grant_type'] !== 'client_credentials') refuse(400, 'unsupported_grant_type', 70003);
    checkClient(form['client_id'] ?? refuse(400, 'invalid_request', 900144), form);
    const [, resource] = /^(\S+)\/\.default$/.exec(form['scope'] ?? '') ?? refuse(400, 'invalid_scope', 1002012);
    if (!resources.includes(resource!)) refuse(400, 'invalid_resource', 500011);
    const access_token = `eyJ.CANARY.${tokens.size}`;
    tokens.set(access_token, {
      client: form['client_id']!,
      resource: resource!,
      until: now() + lifetimeSeconds * 1_000,
    });
    const times = { expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds };
    return { status: 200, body: { token_type: 'Bearer', ...times, access_token } };
  }, now);
  return { ...standIn, tokens };
};
