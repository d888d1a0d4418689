import { seeded } from '../../../examples/seeded.ts';

type Row = Readonly<Record<string, unknown>>;

/** Whom issues are of: an account id in the cloud, a key in a data center. */
export type JiraPerson = Row & { readonly accountId?: string; readonly key?: string };

type Project = Row & { readonly key: string };

/** A change; `created` as issues write it. */
export type JiraChange = Row & { readonly created: string; readonly items: readonly Row[] };

export type JiraWorklog = Row & { readonly id: string; readonly updated: string };

export interface JiraIssue {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly fields: Row & { readonly updated: string; readonly created: string };
  readonly changes: readonly JiraChange[];
  readonly comments: readonly Row[];
  readonly worklogs: readonly JiraWorklog[];
}

const types = [
  { id: '10001', name: 'Story', subtask: false, hierarchyLevel: 0 },
  { id: '10002', name: 'Bug', subtask: false, hierarchyLevel: 0 },
];
const states = [
  { id: '1', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do', colorName: 'CANARY' } },
  { id: '3', name: 'In Review', statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' } },
  { id: '5', name: 'Done', statusCategory: { id: 3, key: 'done', name: 'Done' } },
];

/** Text in the Atlassian Document Format. */
const text = (words: string): Row => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text: `CANARY ${words}` }] }],
});

/** `2025-01-02T08:00:00.000+0100` */
const at = (day: string, hour: number): string => `${day}T${String(hour).padStart(2, '0')}:00:00.000+0100`;

/** Twelve issues of each project. */
export const jiraIssues = (projects: readonly Project[], users: readonly JiraPerson[]): readonly JiraIssue[] => {
  const random = seeded(6);
  return projects.flatMap((project, index) =>
    Array.from({ length: 12 }, (_, number) => issueOf({ project, number: index * 12 + number + 1, users, random })),
  );
};

interface Parts {
  readonly project: Project;
  readonly number: number;
  readonly users: readonly JiraPerson[];
  readonly random: ReturnType<typeof seeded>;
}

const issueOf = ({ project, number, users, random }: Parts): JiraIssue => {
  const id = String(20_000 + number);
  const key = `${project.key}-${number}`;
  const created = random.dayAfter('2025-01-01', 20);
  const [reporter, assignee, other] = [random.pick(users), random.pick(users), random.pick(users)];
  const status = random.pick(states);
  const isDone = status.id === '5';
  return {
    id,
    key,
    project: project.key,
    fields: {
      summary: `CANARY summary of ${key}`,
      description: text('description'),
      environment: text('environment'),
      labels: ['CANARY-label'],
      components: [{ id: '1', name: 'CANARY component' }],
      customfield_10016: 'CANARY custom',
      attachment: [{ id: '1', filename: 'CANARY.png', author: reporter }],
      issuetype: { ...random.pick(types), description: 'CANARY type', iconUrl: 'https://canary.example/CANARY' },
      project,
      parent: number % 4 === 0 ? related('ACME-1') : undefined,
      subtasks: [],
      issuelinks:
        number % 6 === 0
          ? [{ id: '1', type: { id: '10000', name: 'Blocks', inward: 'CANARY' }, outwardIssue: related('ACME-2') }]
          : [],
      status,
      statuscategorychangedate: at(created, 10),
      priority: { id: '3', name: 'Medium', iconUrl: 'https://canary.example/CANARY' },
      resolution: isDone ? { id: '10000', name: 'Done', description: 'CANARY' } : null,
      resolutiondate: isDone ? at(random.dayAfter(created, 30), 16) : null,
      created: at(created, 8),
      updated: at(random.dayAfter(created, 40), 17),
      duedate: number % 3 === 0 ? random.dayAfter(created, 60) : null,
      reporter,
      creator: reporter,
      assignee: number % 5 === 0 ? null : assignee,
      votes: { votes: 2, hasVoted: false, self: 'https://canary.example/CANARY' },
      watches: { watchCount: 3, isWatching: false },
      timespent: 3_600,
      timeestimate: null,
      timeoriginalestimate: 7_200,
      aggregatetimespent: 3_600,
      aggregatetimeestimate: null,
      aggregatetimeoriginalestimate: 7_200,
      workratio: 50,
    },
    changes: changesOf(number, created, other, assignee),
    comments: commentsOf(number, created, reporter, other),
    worklogs: worklogsOf(number, id, created, assignee),
  };
};

const related = (key: string): Row => ({
  id: '20001',
  key,
  self: 'https://canary.example/CANARY',
  fields: { summary: 'CANARY other summary', status: states[0], issuetype: types[0], priority: { name: 'Medium' } },
});

const changesOf = (
  number: number,
  created: string,
  author: JiraPerson,
  assignee: JiraPerson,
): readonly JiraChange[] => [
  {
    id: String(number * 10),
    author,
    created: at(created, 9),
    items: [
      {
        field: 'status',
        fieldtype: 'jira',
        fieldId: 'status',
        from: '1',
        fromString: 'CANARY To Do',
        to: '3',
        toString: 'CANARY Review',
      },
      {
        field: 'assignee',
        fieldtype: 'jira',
        fieldId: 'assignee',
        from: null,
        fromString: null,
        to: assignee.accountId ?? assignee.key,
        toString: 'CANARY name',
      },
    ],
  },
  {
    id: String(number * 10 + 1),
    author: assignee,
    created: at(created, 11),
    items: [
      {
        field: 'description',
        fieldtype: 'jira',
        fieldId: 'description',
        from: null,
        fromString: 'CANARY old',
        to: null,
        toString: 'CANARY new',
      },
      {
        field: 'CANARY custom field',
        fieldtype: 'custom',
        fieldId: 'customfield_10016',
        from: 'CANARY old',
        fromString: 'CANARY old',
        to: 'CANARY new',
        toString: 'CANARY new',
      },
      {
        field: 'Link',
        fieldtype: 'jira',
        from: 'CANARY-1',
        to: 'CANARY-2',
        toString: 'CANARY This issue blocks another',
      },
    ],
    historyMetadata: { description: 'CANARY' },
  },
];

const commentsOf = (number: number, created: string, first: JiraPerson, second: JiraPerson): readonly Row[] =>
  [first, second, first].map((author, index) => ({
    self: 'https://canary.example/CANARY',
    id: String(number * 100 + index),
    author,
    updateAuthor: author,
    body: text('comment'),
    renderedBody: 'CANARY rendered',
    created: at(created, 12 + index),
    updated: at(created, 12 + index),
    jsdPublic: true,
    visibility: { type: 'role', value: 'CANARY role', identifier: 'CANARY role' },
  }));

const worklogsOf = (number: number, issueId: string, created: string, author: JiraPerson): readonly JiraWorklog[] => [
  {
    self: 'https://canary.example/CANARY',
    id: String(30_000 + number),
    issueId,
    author,
    updateAuthor: author,
    comment: text('worklog'),
    created: at(created, 15),
    updated: at(created, 16),
    started: at(created, 13),
    timeSpent: 'CANARY 1h',
    timeSpentSeconds: 3_600,
  },
];
