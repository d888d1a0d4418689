import type { Call } from '../strict-routes.ts';
import type { GitHubOrganization, GitHubRepository, GitHubTeam } from './github-organization.ts';
import { githubNotFound } from './github-refusal.ts';

/** The one that is meant, or a 404. */
export const oneOf = <Thing>(things: readonly Thing[], is: (thing: Thing) => boolean): Thing =>
  things.find(is) ?? githubNotFound();

/** What the path of a call names: by name, or by number as links have it. */
export const githubFound = ({ id: number, login, teams, repositories }: GitHubOrganization) => {
  const org = ({ variables }: Call): void => {
    if (variables['org'] !== undefined && variables['org'].toLowerCase() !== login) githubNotFound();
    if (variables['number'] !== undefined && Number(variables['number']) !== number) githubNotFound();
  };
  const team = ({ variables }: Call): GitHubTeam =>
    oneOf(teams, ({ id, slug }) => slug === variables['slug'] || String(id) === variables['team']);
  const repo = ({ variables }: Call): GitHubRepository =>
    oneOf(repositories, ({ id, name }) => name === variables['repo'] || String(id) === variables['repository']);

  return { org, team, repo };
};
