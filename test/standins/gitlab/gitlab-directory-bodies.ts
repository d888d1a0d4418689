import type { Person } from '../organisation.ts';
import type { GitLabGroup, GitLabInstallation, GitLabProject } from './gitlab-group.ts';
import { moment } from './gitlab-moments.ts';

/** Bodies of people, groups and projects: as documented, with far more than anybody asked for. */
export const gitlabDirectoryBodies = ({ top, groups, people }: GitLabInstallation) => {
  const active = people.filter(({ status }) => status === 'active');
  const username = ({ mail }: Person): string => mail.split('@')[0]!;

  const user = (person: Person) => ({
    id: person.number,
    username: username(person),
    name: person.name,
    state: person.status === 'active' ? 'active' : 'blocked',
    locked: false,
    avatar_url: 'https://CANARY.example/avatar.png',
    web_url: `https://gitlab.com/CANARY/${username(person)}`,
  });
  const author = (number: number) => user(active[number % active.length]!);
  const personOf = (number: number) => user(people[number - 1]!);

  /** A seat. Mail addresses are those of enterprise users: here, two of three. */
  const seat = (person: Person) => ({
    ...user(person),
    ...(person.number % 3 && { email: person.mail }),
    last_activity_on: person.number % 5 ? '2026-11-20' : null,
    membership_type: person.number % 2 ? 'group_member' : 'project_member',
    removable: true,
    created_at: `${person.hired}T08:00:00.000Z`,
    last_login_at: person.number % 5 ? moment : null,
  });
  const account = (person: Person) => ({
    ...user(person),
    email: person.mail,
    public_email: null,
    bio: 'CANARY bio',
    note: 'CANARY note',
    is_admin: person.number === 1,
    bot: false,
    external: person.number % 10 === 0,
    two_factor_enabled: person.number % 2 === 0,
    job_title: person.title,
    organization: 'CANARY',
    created_at: `${person.hired}T08:00:00.000Z`,
    last_sign_in_at: person.status === 'active' ? moment : null,
    last_activity_on: person.status === 'active' ? '2026-11-20' : null,
    current_sign_in_ip: '203.0.113.7',
    identities: [{ provider: 'saml', extern_uid: `CANARY-${person.number}` }],
  });
  const member = ([number, access_level]: readonly [number, number]) => ({
    ...personOf(number),
    access_level,
    created_at: moment,
    created_by: author(1),
    expires_at: number % 4 ? null : '2027-01-31',
    group_saml_identity: null,
    membership_state: 'active',
  });

  const pathOf = ({ name, parent }: GitLabGroup): string =>
    parent === null ? 'acme' : `${pathOf(groupOf(parent))}/${name}`;
  const groupOf = (id: number): GitLabGroup => (id === top.id ? top : groups.find((each) => each.id === id)!);
  const group = (one: GitLabGroup) => ({
    id: one.id,
    web_url: `https://gitlab.com/groups/CANARY-${one.id}`,
    name: one.name,
    path: one.name,
    description: 'CANARY description',
    visibility: 'private',
    full_name: pathOf(one).replaceAll('/', ' / '),
    full_path: pathOf(one),
    created_at: '2020-01-15T12:36:29.590Z',
    parent_id: one.parent,
    runners_token: 'CANARY',
  });
  const project = (one: GitLabProject) => ({
    id: one.id,
    description: 'CANARY description',
    name: one.name,
    name_with_namespace: `Acme / ${one.name}`,
    path: one.name,
    path_with_namespace: `${pathOf(groupOf(one.group))}/${one.name}`,
    default_branch: 'CANARY-branch',
    topics: ['CANARY'],
    ssh_url_to_repo: 'git@CANARY.example',
    namespace: { id: one.group, name: 'CANARY', path: 'CANARY', kind: 'group', full_path: 'CANARY' },
    visibility: 'private',
    archived: one.archived,
    creator_id: 1,
    forks_count: 0,
    star_count: 2,
    open_issues_count: 3,
    created_at: '2021-09-20T11:50:22.001Z',
    last_activity_at: moment,
    shared_with_groups: Array.from(one.sharedWith, ([group_id, group_access_level]) => ({
      group_id,
      group_name: 'CANARY',
      group_full_path: 'CANARY',
      group_access_level,
      expires_at: null,
    })),
  });

  return { active, author, seat, account, member, group, project };
};

export type GitLabDirectoryBodies = ReturnType<typeof gitlabDirectoryBodies>;
