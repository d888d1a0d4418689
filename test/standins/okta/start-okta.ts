import type { KeyObject } from 'node:crypto';
import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { type OktaOrganization, oktaOrganization } from './okta-organization.ts';
import { refuse } from './okta-refusal.ts';
import { oktaRoutes } from './okta-routes.ts';

/** A service app (developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp). */
export interface OktaApp {
  readonly clientId: string;
  /** Public keys by their ids. */
  readonly keys: Readonly<Record<string, KeyObject>>;
  /** Scopes that an administrator granted. */
  readonly scopes: readonly string[];
  /** As new apps have it. */
  readonly needsProofOfPossession?: boolean;
}

export interface OktaOptions {
  readonly host: string;
  readonly app: OktaApp;
  /** Tokens of administrators, who may do everything. */
  readonly apiTokens?: readonly string[];
  readonly size?: { readonly people: number; readonly groups: number };
  readonly largestPage?: number;
  now(): number;
}

export interface Okta extends StandIn {
  readonly organization: OktaOrganization;
  /** By access token: its scopes and its end. */
  readonly tokens: Map<string, { readonly scopes: readonly string[]; readonly until: number }>;
}

const hour = 3_600_000;

/** An organization of Okta: its authorization server, and the management API, which takes its tokens. */
export const startOkta = async (options: OktaOptions): Promise<Okta> => {
  const { host, app, apiTokens = [], now, largestPage = 1_000, size = { people: 24, groups: 6 } } = options;
  const organization = oktaOrganization(size);
  const tokens: Okta['tokens'] = new Map();
  const usedIds = new Set<unknown>();
  const find = routesOf(oktaRoutes(organization, { host, largest: largestPage }));
  const tokenUrl = `https://${host}/oauth2/v1/token`;

  const checkAssertion = (form: Readonly<Record<string, string>>): void => {
    if (form['client_assertion_type'] !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      return oauthRefusal(401, 'invalid_client');
    const assertion = readAssertion(form['client_assertion']) ?? oauthRefusal(401, 'invalid_client');
    const { header, claims } = assertion;
    const key = app.keys[String(header['kid'])];
    const seconds = Math.floor(now() / 1_000);
    const isGood =
      key !== undefined &&
      header['alg'] === 'RS256' &&
      assertion.isSignedBy(key) &&
      claims['iss'] === app.clientId &&
      claims['sub'] === app.clientId &&
      claims['aud'] === tokenUrl &&
      Number(claims['exp']) > seconds &&
      Number(claims['exp']) <= seconds + 3_600 &&
      !usedIds.has(claims['jti']);
    if (!isGood) oauthRefusal(401, 'invalid_client');
    usedIds.add(claims['jti']);
  };

  const give = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] !== 'client_credentials') oauthRefusal(400, 'unsupported_grant_type');
    checkAssertion(form);
    if (app.needsProofOfPossession && !request.headers['dpop']) oauthRefusal(400, 'invalid_dpop_proof');
    const scopes = (form['scope'] ?? '').split(' ');
    if (scopes.some((scope) => !app.scopes.includes(scope))) oauthRefusal(400, 'invalid_scope');
    const access_token = `eyJ.CANARY.${tokens.size + 1}`;
    tokens.set(access_token, { scopes, until: now() + hour });
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3_600, access_token, scope: scopes.join(' ') } };
  };

  const authorize = (authorization: string | undefined, needs: string | undefined): void => {
    const [, scheme, text = ''] = /^(Bearer|SSWS) (\S+)$/.exec(authorization ?? '') ?? refuse(401);
    if (scheme === 'SSWS') return apiTokens.includes(text) ? undefined : refuse(401);
    const { scopes, until } = tokens.get(text) ?? refuse(401);
    if (until <= now()) refuse(401);
    if (needs !== undefined && !scopes.includes(needs)) refuse(403);
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers } = request;
    if (path === `/${host}/oauth2/v1/token`) return give(request);
    if (!headers['user-agent'] || !headers.accept?.includes('application/json')) throw new Refusal(400, '');
    const found = find(method, path, query) ?? refuse(404);
    authorize(headers.authorization, found.route.needs);
    if (found.unknown.length > 0) refuse(400);
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);
  return Object.assign(standIn, { organization, tokens });
};
