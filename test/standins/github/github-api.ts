import type { StandInAnswer, StandInRequest } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { githubDirectoryBodies } from './github-directory-bodies.ts';
import type { GitHubOrganization } from './github-organization.ts';
import { githubOrganizationRoutes } from './github-organization-routes.ts';
import { githubNotFound, refuseGitHub } from './github-refusal.ts';
import { githubRepositoryRoutes } from './github-repository-routes.ts';

/** What a token may do, by the names that the API has for permissions. */
export type GitHubPermissions = Readonly<Record<string, string>>;

export interface GitHubApiOptions {
  readonly organization: GitHubOrganization;
  /** The address that paths come after, for links: `https://api.github.com`. */
  readonly base: string;
}

/**
 * The REST API of one organization, to be read: what it is asked for needs a permission, and parameters that are documented.
 *
 * @returns how a request is answered for a token with permissions
 */
export const githubApi = ({ organization, base }: GitHubApiOptions) => {
  const bodies = githubDirectoryBodies(organization, base);
  const find = routesOf([
    ...githubOrganizationRoutes(organization, base, bodies),
    ...githubRepositoryRoutes(organization, base, bodies),
  ]);

  return (request: StandInRequest, path: string, permissions: GitHubPermissions): StandInAnswer => {
    const { method, query } = request;
    const found = find(method, path, query) ?? githubNotFound();
    const { route, variables, unknown } = found;
    if (permissions[route.needs!] === undefined)
      refuseGitHub(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': `${route.needs}=read`,
      });
    if (unknown.length > 0) refuseGitHub(422, `Validation Failed: ${unknown.join(', ')}`);
    return answerFrom(route.answer({ variables, query, request }));
  };
};
