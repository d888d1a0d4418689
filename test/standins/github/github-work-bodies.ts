import type { GitHubDirectoryBodies } from './github-directory-bodies.ts';
import type { GitHubOrganization, GitHubRepository } from './github-organization.ts';
import { githubUrls } from './github-urls.ts';

/** Bodies of what people do: as documented, with what they wrote. */
export const githubWorkBodies = (
  organization: GitHubOrganization,
  base: string,
  { userOf, team }: GitHubDirectoryBodies,
) => {
  const authored = (id: number, number: number) => ({
    id: id * 10,
    number,
    user: number % 9 === 0 ? null : userOf(organization.users[number % 50]!.id),
    body: 'CANARY body',
    author_association: 'MEMBER',
    created_at: '2026-10-01T08:00:00Z',
    updated_at: '2026-10-02T09:30:00Z',
  });
  const labels = [
    { id: 77, node_id: 'CANARY', name: 'CANARY label', color: 'f00', default: false, description: 'CANARY' },
  ];
  const branch = (id: number, number: number) => ({
    label: 'CANARY:branch',
    ref: 'CANARY-branch',
    sha: sha(number),
    user: userOf(organization.users[0]!.id),
    repo: number % 5 === 0 ? null : { id, name: 'CANARY', full_name: 'acme/CANARY' },
  });

  const pullRequest = ({ id }: GitHubRepository, number: number) => ({
    ...authored(id, number),
    ...githubUrls(base, 'repos/acme/CANARY/pulls', String(number)),
    state: number % 2 ? 'open' : 'closed',
    locked: false,
    draft: number % 8 === 0,
    title: `CANARY title ${number}`,
    labels,
    milestone: { id: 1, number: 1, title: 'CANARY milestone' },
    assignee: userOf(organization.users[1]!.id),
    assignees: [userOf(organization.users[1]!.id)],
    requested_reviewers: [userOf(organization.users[2]!.id)],
    requested_teams: [team(organization.teams[0]!, false)],
    closed_at: number % 2 ? null : '2026-10-03T10:00:00Z',
    merged_at: number % 2 ? null : '2026-10-03T10:00:00Z',
    merge_commit_sha: number % 2 ? null : sha(number + 1),
    head: branch(id, number),
    base: branch(id, 1),
    auto_merge: { commit_title: 'CANARY', commit_message: 'CANARY' },
  });
  const wholePullRequest = (repo: GitHubRepository, number: number) => ({
    ...pullRequest(repo, number),
    merged: number % 2 === 0,
    mergeable: null,
    mergeable_state: 'unknown',
    merged_by: number % 2 ? null : userOf(organization.users[3]!.id),
    comments: 2,
    review_comments: 5,
    commits: 3,
    additions: 120,
    deletions: 14,
    changed_files: 6,
  });
  const review = ({ id }: GitHubRepository, number: number, at: number) => ({
    ...authored(id, at),
    ...githubUrls(base, 'CANARY', String(number)),
    state: at % 2 ? 'APPROVED' : 'CHANGES_REQUESTED',
    commit_id: sha(at),
    submitted_at: '2026-10-02T09:30:00Z',
  });
  const comment = ({ id }: GitHubRepository, at: number) => ({
    ...authored(id, at),
    ...githubUrls(base, 'CANARY', String(at)),
    diff_hunk: '@@ CANARY code @@',
    path: 'src/CANARY.ts',
    body_text: 'CANARY body',
    pull_request_review_id: at % 3 ? id * 10 : null,
    commit_id: sha(at),
    subject_type: 'line',
    reactions: { total_count: 1, '+1': 1 },
  });
  const signature = (id: number) => {
    const { name, mail, login } = organization.users[id % 50]!;
    return { name: name ?? 'CANARY', email: mail ?? `${login}@acme.example`, date: '2026-10-01T08:00:00Z' };
  };
  const commit = (number: number) => ({
    sha: sha(number),
    ...githubUrls(base, 'CANARY', sha(number)),
    commit: {
      author: signature(number),
      committer: signature(number),
      message: 'CANARY message',
      tree: { sha: sha(number), url: 'https://CANARY.example/' },
      comment_count: 0,
      verification: { verified: true, reason: 'valid', signature: 'CANARY', payload: 'CANARY', verified_at: null },
    },
    author: number % 6 ? userOf(organization.users[number % 50]!.id) : null,
    committer: userOf(organization.users[number % 50]!.id),
    parents: [{ sha: sha(number + 1), url: 'https://CANARY.example/' }],
  });
  const wholeCommit = (number: number) => ({
    ...commit(number),
    stats: { additions: 3, deletions: 1, total: 4 },
    files: [
      {
        sha: sha(9),
        filename: 'src/CANARY.ts',
        status: 'modified',
        additions: 3,
        deletions: 1,
        changes: 4,
        patch: 'CANARY',
      },
    ],
  });
  const issue = ({ id }: GitHubRepository, number: number) => ({
    ...authored(id, number),
    ...githubUrls(base, 'CANARY', String(number)),
    title: `CANARY title ${number}`,
    state: number % 2 ? 'open' : 'closed',
    state_reason: number % 2 ? null : 'completed',
    labels,
    assignees: [],
    milestone: { id: 1, number: 1, title: 'CANARY milestone' },
    locked: false,
    comments: number % 4,
    closed_at: number % 2 ? null : '2026-10-03T10:00:00Z',
    closed_by: number % 2 ? null : userOf(organization.users[4]!.id),
    ...(number % 3 === 0 && { pull_request: { url: 'https://CANARY.example/', merged_at: null } }),
    reactions: { total_count: 0 },
  });
  return { pullRequest, wholePullRequest, review, comment, commit, wholeCommit, issue };
};

/** The name of a commit, as Git makes them. */
const sha = (number: number): string => number.toString(16).padStart(40, 'a');
