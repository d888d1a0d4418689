import type { GitHubOrganization, GitHubRepository, GitHubTeam, GitHubUser } from './github-organization.ts';
import { githubUrls } from './github-urls.ts';

/** Bodies of people, teams, repositories and what the organization itself knows: as documented, with far more than anybody asked for. */
export const githubDirectoryBodies = (organization: GitHubOrganization, base: string) => {
  const user = ({ id, login }: GitHubUser) => ({
    login,
    id,
    ...githubUrls(base, 'users', login),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?CANARY`,
    gravatar_id: '',
    type: login.endsWith('7') ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  });
  const userOf = (id: number) => user(organization.users.find((each) => each.id === id)!);

  const team = (one: GitHubTeam, deep = true): object => ({
    id: one.id,
    ...githubUrls(base, `organizations/${organization.id}/team`, String(one.id)),
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
    ...githubUrls(base, `repos/${organization.login}`, name),
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
  return { user, userOf, team, repository, seat, auditEvent };
};

export type GitHubDirectoryBodies = ReturnType<typeof githubDirectoryBodies>;
