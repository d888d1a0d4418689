import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { gitlabDirectoryBodies } from './gitlab-directory-bodies.ts';
import { gitlabDirectoryRoutes } from './gitlab-directory-routes.ts';
import type { GitLabInstallation } from './gitlab-group.ts';
import { refuseGitLab } from './gitlab-refusal.ts';
import { gitlabWorkRoutes } from './gitlab-work-routes.ts';

export interface GitLabOptions {
  readonly installation: GitLabInstallation;
  /** @default gitlab.com */
  readonly host?: string;
  /** Tokens by hand, and what each may do. */
  readonly tokens?: Readonly<
    Record<string, { readonly scopes: readonly string[]; readonly isAdministrator?: boolean }>
  >;
  readonly application?: { readonly id: string; readonly secret: string; readonly refreshToken: string };
  now(): number;
}

export interface GitLab extends StandIn {
  /** Tokens that the application was given, and when they end. */
  readonly given: Map<string, number>;
}

const lifetime = 7_200;

/**
 * GitLab: the REST API of one top-level group, with pages by number and by key, and its authorization server, whose refresh tokens are
 * good for one use (docs.gitlab.com/api/rest/#pagination, docs.gitlab.com/api/oauth2/).
 */
export const startGitLab = async (options: GitLabOptions): Promise<GitLab> => {
  const { installation, host = 'gitlab.com', tokens = {}, application, now } = options;
  const bodies = gitlabDirectoryBodies(installation);
  const given = new Map<string, number>();
  let refreshToken = application?.refreshToken;

  const find = routesOf([
    ...gitlabDirectoryRoutes(installation, host, bodies),
    ...gitlabWorkRoutes(installation, host, bodies),
  ]);

  const scopesOf = (token: string) => {
    if ((given.get(token) ?? 0) > now()) return { scopes: ['read_api'], isAdministrator: false };
    return tokens[token] ?? refuseGitLab(401, { message: '401 Unauthorized' });
  };

  const api = (request: StandInRequest, path: string): StandInAnswer => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const { scopes, isAdministrator = false } = scopesOf(token);
    if (!scopes.includes('read_api'))
      refuseGitLab(403, { error: 'insufficient_scope', error_description: 'CANARY', scope: 'api read_api' });
    const found = find(request.method, path, request.query) ?? refuseGitLab(404, { error: '404 Not Found' });
    if (found.route.needs === 'administrator' && !isAdministrator) refuseGitLab(403, { message: '403 Forbidden' });
    if (found.unknown.length > 0) refuseGitLab(400, { error: `${found.unknown.join(', ')} is invalid` });
    return answerFrom(found.route.answer({ variables: found.variables, query: request.query, request }));
  };

  const token = (request: StandInRequest): StandInAnswer => {
    const { grant_type, client_id, client_secret, refresh_token } = oauthForm(request);
    if (!application || client_id !== application.id || client_secret !== application.secret)
      return oauthRefusal(401, 'invalid_client');
    if (grant_type !== 'refresh_token' || refresh_token !== refreshToken) return oauthRefusal(400, 'invalid_grant');
    const access_token = `CANARY-gitlab-${given.size}`;
    refreshToken = `${application.refreshToken}-${given.size + 1}`;
    given.set(access_token, now() + lifetime * 1_000);
    const more = { scope: 'read_api', created_at: Math.floor(now() / 1_000) };
    return {
      status: 200,
      body: { access_token, token_type: 'Bearer', expires_in: lifetime, refresh_token: refreshToken, ...more },
    };
  };

  const standIn = await startStandIn((request) => {
    if (request.path === `/${host}/oauth/token`) return token(request);
    if (request.path.startsWith(`/${host}/api/v4/`)) return api(request, request.path.slice(host.length + 8));
    return refuseGitLab(404, { error: '404 Not Found' });
  }, now);
  return { ...standIn, given };
};
