import type { Person } from '../organisation.ts';
import type { GitLabGroup, GitLabInstallation, GitLabProject } from './gitlab-group.ts';

const moment = '2026-10-02T09:30:00.123Z';
const later = '2026-10-03T10:00:00.456+02:00';

/** Bodies as GitLab's documentation has them: with far more than anybody asked for. */
export const gitlabBodies = ({ top, groups, people }: GitLabInstallation) => {
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

  const written = (number: number) => ({
    id: number * 100,
    iid: number,
    project_id: 70_001,
    title: `CANARY title ${number}`,
    description: 'CANARY description',
    labels: ['CANARY label'],
    milestone: { id: 1, title: 'CANARY' },
    author: author(number),
    assignee: author(number + 1),
    assignees: [author(number + 1)],
    created_at: moment,
    updated_at: later,
    closed_at: number % 3 ? null : later,
    closed_by: number % 3 ? null : author(number + 2),
    user_notes_count: number % 5,
    upvotes: 1,
    downvotes: 0,
    time_stats: { time_estimate: 0, total_time_spent: 3600, human_time_estimate: null, human_total_time_spent: '1h' },
    web_url: 'https://gitlab.com/CANARY',
    references: { short: '!1', relative: '!1', full: 'CANARY!1' },
  });
  const mergeRequest = (number: number) => ({
    ...written(number),
    state: number % 3 ? 'merged' : 'closed',
    merged_at: number % 3 ? later : null,
    merge_user: number % 3 ? author(number + 3) : null,
    merged_by: number % 3 ? author(number + 3) : null,
    prepared_at: moment,
    target_branch: 'CANARY-branch',
    source_branch: 'CANARY-branch',
    reviewers: [author(number + 4)],
    source_project_id: 70_001,
    target_project_id: 70_001,
    draft: false,
    merge_status: 'can_be_merged',
    detailed_merge_status: 'not_open',
    sha: sha(number),
    merge_commit_sha: number % 3 ? sha(number + 1) : null,
    squash_commit_sha: null,
    has_conflicts: false,
    blocking_discussions_resolved: true,
  });
  const approvals = (number: number) => ({
    ...written(number),
    state: 'opened',
    merge_status: 'can_be_merged',
    approved: true,
    approvals_required: 2,
    approvals_left: 1,
    approved_by: [{ user: author(number), approved_at: later }],
  });
  const note = (number: number, noteable_type: string) => ({
    id: number,
    type: number % 2 ? 'DiffNote' : null,
    body: 'CANARY body',
    attachment: 'CANARY.png',
    author: author(number),
    created_at: moment,
    updated_at: later,
    system: number % 4 === 0,
    noteable_id: 300,
    noteable_type,
    noteable_iid: 3,
    project_id: 70_001,
    resolvable: number % 2 === 1,
    resolved: false,
    position: { old_path: 'CANARY.ts', new_path: 'CANARY.ts' },
  });
  const commit = (number: number) => ({
    id: sha(number),
    short_id: sha(number).slice(0, 8),
    title: 'CANARY title',
    message: 'CANARY message',
    author_name: active[number % active.length]!.name,
    author_email: active[number % active.length]!.mail,
    authored_date: '2026-10-01T08:00:00.000+02:00',
    committer_name: 'CANARY',
    committer_email: active[number % active.length]!.mail,
    committed_date: '2026-10-01T08:00:00.000+02:00',
    created_at: '2026-10-01T08:00:00.000+02:00',
    parent_ids: [sha(number + 1)],
    web_url: 'https://gitlab.com/CANARY',
    trailers: { 'Signed-off-by': 'CANARY' },
    stats: { additions: 3, deletions: 1, total: 4 },
  });
  const issue = (number: number) => ({
    ...written(number),
    state: number % 3 ? 'opened' : 'closed',
    type: 'ISSUE',
    issue_type: 'issue',
    due_date: number % 2 ? null : '2026-12-24',
    weight: null,
    confidential: false,
    merge_requests_count: 1,
  });
  const event = (number: number) => ({
    id: number,
    project_id: 70_001,
    action_name: number % 2 ? 'pushed to' : 'commented on',
    target_id: number % 2 ? null : number * 100,
    target_iid: number % 2 ? null : number,
    target_type: number % 2 ? null : 'Note',
    target_title: 'CANARY title',
    author_id: active[number % active.length]!.number,
    author: author(number),
    author_username: author(number).username,
    created_at: moment,
    ...(number % 2 && {
      push_data: {
        commit_count: 2,
        action: 'pushed',
        ref_type: 'branch',
        commit_title: 'CANARY',
        ref: 'CANARY-branch',
      },
    }),
    note: { body: 'CANARY body' },
  });
  const auditEvent = (number: number) => ({
    id: number,
    author_id: active[number % active.length]!.number,
    entity_id: 4213,
    entity_type: 'Group',
    event_name: 'member_created',
    details: {
      custom_message: 'CANARY message',
      author_name: active[number % active.length]!.name,
      author_email: active[number % active.length]!.mail,
      target_id: 'CANARY',
      target_type: 'User',
      target_details: 'CANARY',
      ip_address: '203.0.113.7',
      entity_path: 'CANARY',
    },
    created_at: moment,
  });
  return {
    seat,
    account,
    member,
    group,
    project,
    mergeRequest,
    approvals,
    note,
    commit,
    issue,
    event,
    auditEvent,
  };
};

const sha = (number: number): string => number.toString(16).padStart(40, 'b');
