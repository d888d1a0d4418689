import type { GitHubOrganization, GitHubRepository, GitHubTeam, GitHubUser } from './github-organization.ts';

/** The addresses that every object of the API is full of. */
const urls = (base: string, kind: string, key: string) => ({
  node_id: `CANARY-node-${key}`,
  url: `${base}/${kind}/${key}`,
  html_url: `https://github.com/CANARY/${key}`,
});

/** Bodies as GitHub's documentation has them: with far more than anybody asked for. */
export const githubBodies = (organization: GitHubOrganization, base: string) => {
  const user = ({ id, login }: GitHubUser) => ({
    login,
    id,
    ...urls(base, 'users', login),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?CANARY`,
    gravatar_id: '',
    type: login.endsWith('7') ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  });
  const userOf = (id: number) => user(organization.users.find((each) => each.id === id)!);

  const team = (one: GitHubTeam, deep = true): object => ({
    id: one.id,
    ...urls(base, `organizations/${organization.id}/team`, String(one.id)),
    name: one.name,
    slug: one.slug,
    description: 'CANARY description',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    ...(deep && { parent: parentOf(one) }),
  });
  const parentOf = ({ parent }: GitHubTeam) =>
    parent === undefined ? null : team(organization.teams.find(({ id }) => id === parent)!, false);

  const repository = ({ id, name, archived }: GitHubRepository) => ({
    id,
    ...urls(base, `repos/${organization.login}`, name),
    name,
    full_name: `${organization.login}/${name}`,
    owner: { login: organization.login, id: organization.id, type: 'Organization' },
    private: true,
    visibility: 'private',
    description: 'CANARY description',
    fork: false,
    archived,
    disabled: false,
    is_template: false,
    language: 'TypeScript',
    size: id % 1_000,
    stargazers_count: 3,
    forks_count: 1,
    open_issues_count: id % 7,
    topics: ['CANARY-topic'],
    default_branch: 'CANARY-branch',
    created_at: '2020-02-29T12:00:00Z',
    updated_at: '2026-11-01T12:00:00Z',
    pushed_at: archived ? null : '2026-11-02T12:00:00Z',
  });

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
    ...urls(base, 'repos/acme/CANARY/pulls', String(number)),
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
    ...urls(base, 'CANARY', String(number)),
    state: at % 2 ? 'APPROVED' : 'CHANGES_REQUESTED',
    commit_id: sha(at),
    submitted_at: '2026-10-02T09:30:00Z',
  });
  const comment = ({ id }: GitHubRepository, at: number) => ({
    ...authored(id, at),
    ...urls(base, 'CANARY', String(at)),
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
    ...urls(base, 'CANARY', sha(number)),
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
    ...urls(base, 'CANARY', String(number)),
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
  const seat = (id: number) => ({
    created_at: '2026-01-05T18:00:00-06:00',
    updated_at: '2026-10-05T18:00:00-06:00',
    pending_cancellation_date: id % 10 ? null : '2026-12-01',
    last_activity_at: id % 4 ? '2026-11-20T08:53:32-06:00' : null,
    last_activity_editor: id % 4 ? 'vscode/1.77.3/copilot/1.86.82' : null,
    last_authenticated_at: id % 4 ? '2026-11-20T07:53:32-06:00' : null,
    plan_type: 'business',
    assignee: userOf(id),
    assigning_team: id % 2 ? team(organization.teams[0]!, false) : null,
  });
  const auditEvent = (number: number) => ({
    '@timestamp': 1_790_000_000_000 + number,
    _document_id: `doc${number}`,
    action: number % 2 ? 'team.add_member' : 'git.clone',
    operation_type: 'create',
    created_at: 1_790_000_000_000 + number,
    actor: organization.users[number % 50]!.login,
    actor_id: organization.users[number % 50]!.id,
    actor_ip: '203.0.113.7',
    actor_location: { country_code: 'BE' },
    user: organization.users[(number + 1) % 50]!.login,
    user_id: organization.users[(number + 1) % 50]!.id,
    org: organization.login,
    org_id: organization.id,
    repo: 'acme/CANARY',
    team: 'acme/CANARY',
    user_agent: 'CANARY agent',
    visibility: 'private',
    repository_public: false,
    transport_protocol_name: 'ssh',
    external_identity_nameid: 'CANARY@acme.example',
  });
  return {
    user,
    userOf,
    team,
    repository,
    pullRequest,
    wholePullRequest,
    review,
    comment,
    commit,
    wholeCommit,
    issue,
    seat,
    auditEvent,
  };
};

/** The name of a commit, as Git makes them. */
export const sha = (number: number): string => number.toString(16).padStart(40, 'a');
