import { seeded } from '../../../examples/seeded.ts';
import { fields, fullName, mailAddress } from '../../../examples/words.ts';

export interface GitHubUser {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
  readonly mail: string | null;
  readonly role: 'admin' | 'member' | 'outside';
}

export interface GitHubTeam {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly parent: number | undefined;
  /** Those who are in it themselves. */
  readonly members: ReadonlyMap<number, 'member' | 'maintainer'>;
  /** By the repository's number. */
  readonly repositories: ReadonlyMap<number, string>;
}

export interface GitHubRepository {
  readonly id: number;
  readonly name: string;
  readonly archived: boolean;
  /** By the user's number. */
  readonly collaborators: ReadonlyMap<number, string>;
}

export interface GitHubRole {
  readonly id: number;
  readonly name: string;
  readonly users: readonly number[];
  readonly teams: readonly number[];
}

/** What an organization holds. */
export interface GitHubOrganization {
  readonly id: number;
  readonly login: string;
  readonly users: readonly GitHubUser[];
  readonly teams: readonly GitHubTeam[];
  readonly repositories: readonly GitHubRepository[];
  readonly roles: readonly GitHubRole[];
  /** Numbers of the users who have a seat of Copilot. */
  readonly seats: readonly number[];
}

const repositoryRoles = ['read', 'triage', 'write', 'maintain', 'admin'];

/** An organization that is the same on every run: teams in teams, people who are no members, repositories out of use. */
export const githubOrganization = (login = 'acme'): GitHubOrganization => {
  const random = seeded(4711);
  const users = Array.from({ length: 225 }, (_, index): GitHubUser => {
    const name = fullName(random);
    const mail = mailAddress(name, index, 'acme');
    return {
      id: 100_001 + index,
      login: `${mail.split('@')[0]!.replaceAll('.', '-')}`,
      name: random.percent(80) ? name : null,
      mail: random.percent(30) ? mail : null,
      role: index < 3 ? 'admin' : index < 215 ? 'member' : 'outside',
    };
  });
  const members = users.filter(({ role }) => role !== 'outside');
  const repositories = Array.from({ length: 104 }, (_, index): GitHubRepository => {
    const some = Array.from({ length: random.below(3) }, () => random.pick(users).id);
    return {
      id: 500_001 + index,
      name: `CANARY-${random.pick(fields).toLowerCase()}-${index}`,
      archived: random.percent(10),
      collaborators: new Map(some.map((id) => [id, random.pick(repositoryRoles)])),
    };
  });
  const teams = Array.from({ length: 9 }, (_, index): GitHubTeam => {
    const some = Array.from({ length: index === 0 ? 130 : 4 + random.below(20) }, () => random.pick(members).id);
    const used = Array.from({ length: index === 1 ? 103 : random.below(4) }, (_, at) => repositories[at]!.id);
    return {
      id: 900_001 + index,
      name: `CANARY ${random.pick(fields)} ${index}`,
      slug: `canary-team-${index}`,
      parent: index < 3 ? undefined : 900_001 + random.below(index),
      members: new Map(some.map((id) => [id, random.percent(10) ? 'maintainer' : 'member'])),
      repositories: new Map(used.map((id) => [id, random.pick(repositoryRoles)])),
    };
  });
  const roles = ['all_repo_read', 'security_manager', 'CI/CD admin'].map((name, index) => ({
    id: 8_001 + index,
    name,
    users: Array.from({ length: index * 2 }, () => random.pick(members).id),
    teams: index === 1 ? [teams[2]!.id] : [],
  }));
  const seats = members.filter(() => random.percent(60)).map(({ id }) => id);
  return { id: 9_919, login, users, teams, repositories, roles, seats };
};

/** Members of a team and of those below it, as the API lists them: their own role counts, others are inherited. */
export const teamMembers = (
  { teams }: GitHubOrganization,
  team: GitHubTeam,
): ReadonlyMap<number, { readonly role: string; readonly inherited: boolean }> => {
  const found = new Map<number, { role: string; inherited: boolean }>();
  for (const [id, role] of team.members) found.set(id, { role, inherited: false });
  for (const child of teams.filter(({ parent }) => parent === team.id))
    for (const [id, { role }] of teamMembers({ teams } as GitHubOrganization, child))
      if (!found.has(id)) found.set(id, { role, inherited: true });
  return found;
};
