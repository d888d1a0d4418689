import type { Call, Route } from '../strict-routes.ts';
import type { GitHubDirectoryBodies } from './github-directory-bodies.ts';
import { githubFound } from './github-found.ts';
import type { GitHubOrganization, GitHubRepository } from './github-organization.ts';
import { githubPage, githubPaged } from './github-page.ts';
import { refuseGitHub } from './github-refusal.ts';
import { githubWorkBodies } from './github-work-bodies.ts';

/** What a repository answers; `needs` is a permission. */
export const githubRepositoryRoutes = (
  organization: GitHubOrganization,
  base: string,
  directory: GitHubDirectoryBodies,
): readonly Route<string>[] => {
  const bodies = { ...directory, ...githubWorkBodies(organization, base, directory) };
  const { org, repo } = githubFound(organization);
  const count = (total: number): readonly number[] => Array.from({ length: total }, (_, index) => index + 1);
  const ofRepository = (
    path: string,
    rest: Omit<Route<string>, 'name' | 'answer'> & {
      readonly rows: (repo: GitHubRepository, call: Call) => readonly unknown[];
    },
  ): readonly Route<string>[] =>
    ['/repos/{org}/{repo}', '/repositories/{repository}'].map((start) => ({
      ...rest,
      name: `GET ${start}${path}`,
      answer: (call) => {
        org(call);
        const found = repo(call);
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => call.variables[name]!);
        return githubPage(base, call, rest.rows(found, call), `/repositories/${found.id}${filled}`);
      },
    }));

  return [
    ...ofRepository('/collaborators', {
      query: [...githubPaged, 'affiliation', 'permission'],
      needs: 'metadata',
      rows: ({ collaborators }, { query }) =>
        query.get('affiliation') === 'direct'
          ? [...collaborators].map(([id, role_name]) => ({
              ...bodies.userOf(id),
              permissions: { pull: true },
              role_name,
            }))
          : refuseGitHub(422, 'the stand-in knows direct collaborators only'),
    }),
    ...ofRepository('/pulls', {
      query: [...githubPaged, 'state', 'head', 'base', 'sort', 'direction'],
      needs: 'pull_requests',
      rows: (found) => count(45).map((at) => bodies.pullRequest(found, at)),
    }),
    {
      name: 'GET /repos/{org}/{repo}/pulls/{pull}',
      needs: 'pull_requests',
      answer: (call) => {
        org(call);
        return bodies.wholePullRequest(repo(call), Number(call.variables['pull']));
      },
    },
    ...ofRepository('/pulls/{pull}/reviews', {
      query: githubPaged,
      needs: 'pull_requests',
      rows: (found, { variables }) => count(3).map((at) => bodies.review(found, Number(variables['pull']), at)),
    }),
    ...ofRepository('/pulls/{pull}/comments', {
      query: [...githubPaged, 'sort', 'direction', 'since'],
      needs: 'pull_requests',
      rows: (found) => count(4).map((at) => bodies.comment(found, at)),
    }),
    ...ofRepository('/commits', {
      query: [...githubPaged, 'sha', 'path', 'author', 'committer', 'since', 'until'],
      needs: 'contents',
      rows: () => count(7).map(bodies.commit),
    }),
    {
      name: 'GET /repos/{org}/{repo}/commits/{ref}',
      query: githubPaged,
      needs: 'contents',
      answer: (call) => {
        org(call);
        repo(call);
        return bodies.wholeCommit(Number.parseInt(call.variables['ref']!.replace(/^a+/, ''), 16));
      },
    },
    ...ofRepository('/issues', {
      query: [
        ...githubPaged,
        'state',
        'sort',
        'direction',
        'since',
        'after',
        'labels',
        'assignee',
        'creator',
        'mentioned',
        'milestone',
      ],
      needs: 'issues',
      rows: (found) => count(6).map((at) => bodies.issue(found, at)),
    }),
    ...ofRepository('/issues/{issue}/comments', {
      query: [...githubPaged, 'since'],
      needs: 'issues',
      rows: (found) => count(4).map((at) => bodies.comment(found, at)),
    }),
  ];
};
