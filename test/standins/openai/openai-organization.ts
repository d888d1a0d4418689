import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';

export interface OpenAIGroup {
  readonly id: string;
  readonly name: string;
  readonly users: readonly number[];
  readonly roles: readonly string[];
}

export interface OpenAIProject {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
  /** By a person's number. */
  readonly users: ReadonlyMap<number, string>;
  readonly groups: readonly string[];
  readonly serviceAccounts: readonly string[];
}

/** What an organization on the API platform holds. */
export interface OpenAIOrganization {
  /** Those who are disabled have an account that is switched off. */
  readonly users: readonly Person[];
  readonly groups: readonly OpenAIGroup[];
  readonly roles: readonly string[];
  readonly projects: readonly OpenAIProject[];
  /** Numbers of those who have an admin key. */
  readonly keys: readonly number[];
}

export const userId = (number: number): string => `user-CANARY${number}`;

/** The same on every run. */
export const openaiOrganization = (): OpenAIOrganization => {
  const random = seeded(77);
  const { people } = organisation({ people: 240, groups: 0 }, 77);
  const users = people.filter(({ status }) => status !== 'deleted');
  const some = (count: number): readonly number[] => [
    ...new Set(Array.from({ length: count }, () => random.pick(users).number)),
  ];
  const roles = Array.from({ length: 5 }, (_, index) => `role-${index + 1}`);
  const groups = Array.from(
    { length: 7 },
    (_, index): OpenAIGroup => ({
      id: `group_${index + 1}`,
      name: `CANARY group ${index + 1}`,
      users: index === 6 ? [] : some(index === 0 ? 170 : 12),
      roles: roles.filter(() => random.percent(30)),
    }),
  );
  const projects = Array.from(
    { length: 12 },
    (_, index): OpenAIProject => ({
      id: `proj_${index + 1}`,
      name: `CANARY project ${index + 1}`,
      isArchived: index % 4 === 3,
      users: new Map(some(index === 0 ? 130 : 9).map((number) => [number, random.percent(20) ? 'owner' : 'member'])),
      groups: groups.filter(() => random.percent(25)).map(({ id }) => id),
      serviceAccounts: Array.from({ length: random.below(3) }, (_, at) => `svc_acct_${index + 1}_${at + 1}`),
    }),
  );
  return { users, groups, roles, projects, keys: some(3) };
};
