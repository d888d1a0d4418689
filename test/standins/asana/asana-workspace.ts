import { seeded } from '../../../examples/seeded.ts';
import { organisation } from '../organisation.ts';

/** A record with all its fields; an answer holds those that are asked for. */
export type AsanaRecord = Readonly<Record<string, unknown>> & { readonly gid: string };

export interface AsanaTeamMembership extends AsanaRecord {
  readonly user: AsanaRecord;
  readonly team: AsanaRecord;
}

export type AsanaProject = AsanaRecord & {
  readonly owner: AsanaRecord | null;
  readonly team: AsanaRecord;
  readonly members: readonly AsanaRecord[];
};

export type AsanaTask = AsanaRecord & {
  readonly projects: readonly AsanaRecord[];
  readonly assignee: AsanaRecord | null;
  readonly modified_at: string;
};

/** An organization in Asana. */
export interface AsanaWorkspace {
  readonly workspace: AsanaRecord;
  readonly users: readonly AsanaRecord[];
  readonly teams: readonly AsanaRecord[];
  readonly teamMemberships: readonly AsanaTeamMembership[];
  readonly workspaceMemberships: readonly (AsanaRecord & { readonly user: AsanaRecord })[];
  readonly projects: readonly AsanaProject[];
  readonly tasks: readonly AsanaTask[];
  /** By the id of a task. */
  readonly stories: ReadonlyMap<string, readonly AsanaRecord[]>;
  readonly timeEntries: readonly (AsanaRecord & { readonly task: string; readonly created_by: AsanaRecord })[];
}

/** More than any shape names: notes, texts, pictures, links and custom fields, all with canaries. */
export const asanaWorkspace = (size: { readonly people: number; readonly groups: number }): AsanaWorkspace => {
  const { people, groups } = organisation(size);
  const random = seeded(21);
  const users = people.map(
    ({ number, name, mail }): AsanaRecord => ({
      gid: String(7_000_000 + number),
      resource_type: 'user',
      name,
      email: mail,
      photo: { image_128x128: 'https://canary.example/CANARY.png' },
    }),
  );
  const userOf = (number: number): AsanaRecord => users[number - 1]!;
  const anyone = (): AsanaRecord => random.pick(users);
  const workspace: AsanaRecord = {
    gid: '900001',
    resource_type: 'workspace',
    name: 'Acme',
    is_organization: true,
    email_domains: ['acme.example'],
  };
  const teams = groups.map(
    ({ number, name }): AsanaRecord => ({
      gid: String(800_000 + number),
      resource_type: 'team',
      name,
      visibility: number % 3 === 0 ? 'secret' : 'public',
      description: 'CANARY description',
      permalink_url: 'https://canary.example/CANARY',
    }),
  );
  const teamMemberships = groups.flatMap(({ number, members }) =>
    members.map(
      (member): AsanaTeamMembership => ({
        gid: `6${number}000${member}`,
        resource_type: 'team_membership',
        user: userOf(member),
        team: teams[number - 1]!,
        is_admin: member % 9 === 0,
        is_guest: member % 10 === 0,
        is_limited_access: false,
      }),
    ),
  );
  const projects = Array.from({ length: 14 }, (_, index): AsanaProject => {
    const members = [...new Set([anyone(), anyone(), anyone()])];
    return {
      gid: String(500_000 + index),
      resource_type: 'project',
      name: `CANARY project ${index}`,
      notes: 'CANARY notes',
      archived: index % 5 === 0,
      privacy_setting: index % 4 === 0 ? 'private' : 'public_to_workspace',
      default_view: 'board',
      created_at: '2024-05-06T07:08:09.123Z',
      modified_at: '2025-01-02T03:04:05.678Z',
      start_on: null,
      due_on: '2025-12-31',
      owner: index % 6 === 5 ? null : anyone(),
      team: teams[index % teams.length]!,
      members,
      followers: members.slice(0, 1),
      color: 'CANARY',
      custom_fields: [{ gid: '1', name: 'CANARY' }],
    };
  });
  const tasks = Array.from({ length: 30 }, (_, index): AsanaTask => taskOf(index, random.pick(projects), anyone));
  return {
    workspace,
    users,
    teams,
    teamMemberships,
    workspaceMemberships: people.map(({ number, status }) => ({
      gid: String(300_000 + number),
      resource_type: 'workspace_membership',
      user: userOf(number),
      workspace,
      is_active: status === 'active',
      is_admin: number === 3,
      is_guest: number % 10 === 0,
      is_view_only: number % 11 === 0,
      created_at: '2023-04-05T06:07:08.000Z',
      vacation_dates: { start_on: 'CANARY' },
    })),
    projects,
    tasks,
    stories: new Map(tasks.map(({ gid }, index) => [gid, storiesOf(index, anyone)])),
    timeEntries: tasks.slice(0, 12).map(({ gid, projects: [project] }, index) => ({
      gid: String(200_000 + index),
      resource_type: 'time_tracking_entry',
      task: gid,
      created_by: anyone(),
      attributable_to: project,
      duration_minutes: 15 * (1 + (index % 4)),
      entered_on: '2025-02-03',
      categories: [{ gid: '1', name: 'CANARY category' }],
    })),
  };
};

const taskOf = (index: number, project: AsanaProject, anyone: () => AsanaRecord): AsanaTask => {
  const completed = index % 3 === 0;
  return {
    gid: String(400_000 + index),
    resource_type: 'task',
    resource_subtype: index % 7 === 0 ? 'milestone' : 'default_task',
    name: `CANARY task ${index}`,
    notes: 'CANARY notes',
    html_notes: '<body>CANARY notes</body>',
    permalink_url: 'https://canary.example/CANARY',
    custom_fields: [{ gid: '1', name: 'CANARY', display_value: 'CANARY' }],
    tags: [{ gid: '1', name: 'CANARY tag' }],
    created_at: '2025-01-02T08:00:00.000Z',
    created_by: anyone(),
    modified_at: `2025-02-${String(1 + (index % 27)).padStart(2, '0')}T08:00:00.000Z`,
    completed,
    completed_at: completed ? '2025-03-04T08:00:00.000Z' : null,
    completed_by: completed ? anyone() : null,
    assignee: index % 5 === 0 ? null : anyone(),
    assigned_by: anyone(),
    followers: [anyone()],
    start_on: null,
    start_at: null,
    due_on: '2025-03-05',
    due_at: null,
    approval_status: index % 7 === 1 ? 'pending' : null,
    num_likes: index % 3,
    num_subtasks: 0,
    parent: index % 8 === 7 ? { gid: '400001', resource_type: 'task', name: 'CANARY parent' } : null,
    projects: [project],
    dependencies: [{ gid: '400002', resource_type: 'task' }],
    dependents: [],
  };
};

const storiesOf = (index: number, anyone: () => AsanaRecord): readonly AsanaRecord[] => [
  {
    gid: String(100_000 + index * 10),
    resource_type: 'story',
    type: 'comment',
    resource_subtype: 'comment_added',
    created_at: '2025-01-03T08:00:00.000Z',
    created_by: anyone(),
    text: 'CANARY comment',
    html_text: '<body>CANARY comment</body>',
    is_edited: true,
    is_pinned: false,
    num_likes: 2,
    source: 'web',
    previews: [{ text: 'CANARY' }],
  },
  {
    gid: String(100_001 + index * 10),
    resource_type: 'story',
    type: 'system',
    resource_subtype: 'assigned',
    created_at: '2025-01-04T08:00:00.000Z',
    created_by: anyone(),
    assignee: anyone(),
    text: 'CANARY assigned to somebody',
    old_name: 'CANARY',
    new_text_value: 'CANARY',
    num_likes: 0,
    source: 'api',
  },
  {
    gid: String(100_002 + index * 10),
    resource_type: 'story',
    type: 'system',
    resource_subtype: 'approval_status_changed',
    created_at: '2025-01-05T08:00:00.000Z',
    created_by: null,
    text: 'CANARY approved',
    old_approval_status: 'pending',
    new_approval_status: 'approved',
    source: 'unknown',
  },
];
