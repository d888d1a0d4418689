import { organisation, type Person } from '../organisation.ts';
import { accountId, groupId } from './atlassian-ids.ts';
import { type JiraIssue, jiraIssues } from './jira-issues.ts';

type Row = Readonly<Record<string, unknown>>;

export type JiraUser = Row & { readonly accountId: string; readonly active: boolean };

export interface JiraGroup {
  readonly groupId: string;
  readonly name: string;
  /** Account ids. */
  readonly members: readonly string[];
}

export type JiraProject = Row & { readonly id: string; readonly key: string; readonly lead: JiraUser };

/** A site of Jira Cloud. */
export interface JiraSite {
  readonly users: readonly JiraUser[];
  readonly groups: readonly JiraGroup[];
  readonly projects: readonly JiraProject[];
  readonly issues: readonly JiraIssue[];
}

/** More than any shape names: pictures, addresses, descriptions, texts of issues, all with canaries. */
export const jiraSite = (size: { readonly people: number; readonly groups: number }): JiraSite => {
  const { people, groups } = organisation(size);
  const users = [...people.map(userOf), app(people.length + 1), customer(people.length + 2)];
  const active = users.filter(({ active, accountType }) => active && accountType === 'atlassian');
  const projects = ['ACME', 'OPS', 'HR'].map(
    (key, index): JiraProject => ({
      id: String(10_000 + index),
      key,
      name: `CANARY project ${key}`,
      description: `CANARY description of ${key}`,
      projectTypeKey: key === 'OPS' ? 'service_desk' : 'software',
      style: 'classic',
      simplified: false,
      isPrivate: key === 'HR',
      archived: false,
      deleted: false,
      avatarUrls: { '48x48': 'https://canary.example/CANARY.png' },
      email: 'CANARY@acme.example',
      self: `https://canary.example/CANARY/${key}`,
      lead: active[index]!,
      insight: { totalIssueCount: 12, lastIssueUpdateTime: '2025-02-03T04:05:06.000+0000' },
    }),
  );
  return {
    users,
    groups: groups.map(({ number, name, members }) => ({
      groupId: groupId(number),
      name,
      members: members.map(accountId),
    })),
    projects,
    issues: jiraIssues(projects, active),
  };
};

/** Somebody who was deleted has no name and no address any more; of some, the privacy settings hide the address. */
const userOf = ({ number, name, mail, status }: Person): JiraUser => ({
  self: `https://canary.example/CANARY/${number}`,
  accountId: accountId(number),
  accountType: 'atlassian',
  emailAddress: status === 'deleted' || number % 5 === 0 ? null : mail,
  displayName: status === 'deleted' ? 'Former user' : name,
  avatarUrls: { '48x48': `https://canary.example/CANARY-${number}.png` },
  active: status === 'active',
  timeZone: 'Europe/Brussels',
  locale: 'en_US',
});

const app = (number: number): JiraUser => ({
  accountId: accountId(number),
  accountType: 'app',
  appType: 'service',
  displayName: 'Reporting robot',
  active: true,
  timeZone: 'Etc/GMT',
});

const customer = (number: number): JiraUser => ({
  accountId: accountId(number),
  accountType: 'customer',
  emailAddress: 'customer@elsewhere.example',
  displayName: 'A customer',
  active: true,
});
