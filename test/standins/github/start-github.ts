import type { KeyObject } from 'node:crypto';
import { readAssertion } from '../read-assertion.ts';
import { type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { type GitHubPermissions, githubApi } from './github-api.ts';
import type { GitHubOrganization } from './github-organization.ts';
import { refuseGitHub as refuse } from './github-refusal.ts';

export interface GitHubInstallation {
  readonly owner: string;
  readonly kind: 'orgs' | 'users';
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  isSuspended?: boolean;
}

/** What there is at GitHub. */
export interface GitHubOptions {
  /** Public keys of each app, by its id. */
  readonly apps: Readonly<Record<string, readonly KeyObject[]>>;
  /** By number. Delete one to uninstall the app. */
  readonly installations: Record<string, GitHubInstallation>;
  /** Tokens of persons, and what each may do. */
  readonly personalTokens?: Readonly<Record<string, GitHubPermissions>>;
  /** What is to be read with these tokens. @default - nothing */
  readonly organization?: GitHubOrganization;
  /** Of an Enterprise Server, host and path: `github.acme.example/api/v3`. @default api.github.com */
  readonly at?: string;
  now(): number;
}

export interface GitHub extends StandIn {
  /** Tokens that are valid, and when they end. */
  readonly tokens: ReadonlyMap<string, number>;
}

const levels = ['read', 'write', 'admin'];

/**
 * The API of GitHub, as far as apps need it, with the limits that its documentation names: RS256 and nothing else, `iat` not in the
 * future, `exp` at most ten minutes ahead, no permissions that the installation does not have; and with
 * an organization, what `githubApi` has.
 */
export const startGitHub = async (options: GitHubOptions): Promise<GitHub> => {
  const { apps, installations, personalTokens = {}, organization, at = 'api.github.com', now } = options;
  const tokens = new Map<string, number>();
  const allowed = new Map<string, GitHubPermissions>(Object.entries(personalTokens));
  const api = organization && githubApi({ organization, base: `https://${at}` });

  const app = ({ headers }: StandInRequest): void => {
    const token = readAssertion(/^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]);
    if (token?.header['alg'] !== 'RS256') return refuse(401, 'A JSON web token could not be decoded');
    const { iss, iat, exp } = token.claims;
    const seconds = now() / 1_000;
    if (!Number.isInteger(iat) || (iat as number) > seconds)
      refuse(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
    if (!Number.isInteger(exp) || (exp as number) <= seconds)
      refuse(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time");
    if ((exp as number) > seconds + 600) refuse(401, "'Expiration time' claim ('exp') is too far in the future");
    const keys = apps[String(iss)] ?? refuse(404, 'Integration not found');
    if (!keys.some((key) => token.isSignedBy(key))) refuse(401, 'A JSON web token could not be decoded');
  };

  const installationOf = (path: string): StandInAnswer => {
    const [, kind, owner] = /^\/(orgs|users)\/([^/]+)\/installation$/.exec(path)!;
    const found = Object.entries(installations).find(
      ([, each]) => each.kind === kind && each.owner === decodeURIComponent(owner!),
    );
    if (!found) return refuse(404, 'Not Found');
    return { status: 200, body: { id: Number(found[0]), account: { login: found[1].owner }, app_id: 1 } };
  };

  const accessToken = (path: string, body: string): StandInAnswer => {
    const [, id] = /^\/app\/installations\/([^/]+)\/access_tokens$/.exec(path)!;
    const installation = installations[id!] ?? refuse(404, 'Not Found');
    if (installation.isSuspended) refuse(403, 'This installation has been suspended');
    const { permissions = installation.permissions } = body === '' ? {} : JSON.parse(body);
    for (const [name, level] of Object.entries(permissions)) {
      const has = installation.permissions[name];
      if (!has || levels.indexOf(String(level)) > levels.indexOf(has))
        refuse(422, 'The permissions requested are not granted to this installation.');
    }
    const end = Math.floor(now() / 1_000) * 1_000 + 3_600_000;
    const token = `ghs_CANARY${tokens.size}`;
    tokens.set(token, end);
    allowed.set(token, permissions);
    const expires_at = new Date(end).toISOString().replace('.000', '');
    return { status: 201, body: { token, expires_at, permissions, repository_selection: 'all' } };
  };

  const revoke = ({ headers }: StandInRequest): StandInAnswer => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    return tokens.delete(token) ? { status: 204 } : refuse(401, 'Bad credentials');
  };

  /** Every answer says how much may still be asked. */
  const read = (request: StandInRequest, path: string): StandInAnswer => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const ends = personalTokens[token] ? Number.POSITIVE_INFINITY : (tokens.get(token) ?? 0);
    if (ends <= now()) refuse(401, 'Bad credentials');
    const answer = api!(request, path, allowed.get(token)!);
    const limits = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999' };
    return { ...answer, headers: { ...limits, ...answer.headers } };
  };
  const isAppPath = (path: string): boolean => path.startsWith('/app/') || path.endsWith('/installation');

  const standIn = await startStandIn((request) => {
    const { method, headers, body } = request;
    if (!headers['user-agent'])
      refuse(403, 'Request forbidden by administrative rules. Please add a User-Agent header');
    if (headers['x-github-api-version'] !== '2022-11-28') refuse(400, 'Unsupported API version');
    if (headers.accept !== 'application/vnd.github+json') refuse(415, 'Unsupported media type');
    const path = request.path.startsWith(`/${at}/`) ? request.path.slice(at.length + 1) : refuse(404, 'Not Found');
    if (method === 'DELETE' && path === '/installation/token') return revoke(request);
    if (api && !isAppPath(path)) return read(request, path);
    app(request);
    if (method === 'GET' && /^\/(orgs|users)\/[^/]+\/installation$/.test(path)) return installationOf(path);
    if (method === 'POST' && /^\/app\/installations\/[^/]+\/access_tokens$/.test(path)) return accessToken(path, body);
    return refuse(404, 'Not Found');
  }, now);
  return { ...standIn, tokens };
};
