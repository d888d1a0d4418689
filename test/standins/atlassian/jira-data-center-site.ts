import { organisation, type Person } from '../organisation.ts';
import { type JiraIssue, jiraIssues } from './jira-issues.ts';

type Row = Readonly<Record<string, unknown>>;

export type DataCenterUser = Row & { readonly key: string; readonly name: string; readonly active: boolean };

export interface DataCenterGroup {
  readonly name: string;
  /** Keys of users, those of the groups in it included. */
  readonly members: readonly string[];
}

export type DataCenterProject = Row & { readonly id: string; readonly key: string; readonly lead: DataCenterUser };

/** An instance of Jira Data Center. */
export interface DataCenterSite {
  readonly users: readonly DataCenterUser[];
  readonly groups: readonly DataCenterGroup[];
  readonly roles: readonly (Row & { readonly key: string; readonly groups: readonly string[] })[];
  readonly projects: readonly DataCenterProject[];
  readonly issues: readonly JiraIssue[];
}

/** More than any shape names: pictures, addresses, descriptions, texts of issues, all with canaries. */
export const dataCenterSite = (size: { readonly people: number; readonly groups: number }): DataCenterSite => {
  const { people, groups } = organisation(size);
  const users = people.map(userOf);
  const active = users.filter(({ active }) => active);
  const nested = (number: number): readonly number[] => {
    const group = groups[number - 1]!;
    return [...group.members, ...group.groups.flatMap(nested)];
  };
  const projects = ['ACME', 'OPS'].map(
    (key, index): DataCenterProject => ({
      self: 'https://canary.example/CANARY',
      id: String(10_000 + index),
      key,
      name: `CANARY project ${key}`,
      description: `CANARY description of ${key}`,
      projectTypeKey: 'software',
      archived: key === 'OPS',
      avatarUrls: { '48x48': 'https://canary.example/CANARY.png' },
      projectCategory: { name: 'CANARY category' },
      lead: active[index]!,
    }),
  );
  return {
    users,
    groups: groups.map(({ number, name }) => ({
      name: `${name} & friends/${number}`,
      members: [...new Set(nested(number))].map(keyOf),
    })),
    roles: [
      {
        key: 'jira-software',
        name: 'Jira Software',
        groups: groups.slice(0, 2).map(({ name, number }) => `${name} & friends/${number}`),
        defaultGroups: [],
        numberOfSeats: 500,
        remainingSeats: 380,
        userCount: 120,
        userCountDescription: 'CANARY 120 users',
        hasUnlimitedSeats: false,
      },
    ],
    projects,
    issues: jiraIssues(projects, active),
  };
};

/** Those who were there before Jira 8.4 have their login as key. */
const keyOf = (number: number): string => (number % 2 === 0 ? `JIRAUSER${10_000 + number}` : `login-${number}`);

const userOf = ({ number, name, mail, status }: Person): DataCenterUser => ({
  self: `https://canary.example/CANARY/${number}`,
  key: keyOf(number),
  name: `login-${number}`,
  emailAddress: mail,
  displayName: name,
  avatarUrls: { '48x48': `https://canary.example/CANARY-${number}.png` },
  active: status === 'active',
  deleted: status === 'deleted',
  timeZone: 'Europe/Brussels',
  locale: 'en_US',
  lastLoginTime: '2025-01-02T03:04:05+0100',
});
