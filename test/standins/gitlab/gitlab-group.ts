import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';

/** A person's number, and the level of access. */
export type GitLabMembers = ReadonlyMap<number, number>;

export interface GitLabGroup {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly members: GitLabMembers;
}

export interface GitLabProject {
  readonly id: number;
  readonly name: string;
  readonly group: number;
  readonly archived: boolean;
  readonly members: GitLabMembers;
  /** Groups that were invited. */
  readonly sharedWith: GitLabMembers;
}

/** A top-level group with all that is below it, and the accounts of its installation. */
export interface GitLabInstallation {
  readonly top: GitLabGroup;
  readonly groups: readonly GitLabGroup[];
  readonly projects: readonly GitLabProject[];
  /** Those who may sign in have a seat; the others are blocked. */
  readonly people: readonly Person[];
}

const levels = [10, 15, 20, 30, 40, 50];

/** The same on every run: groups four deep, and an archived project now and then. */
export const gitlabInstallation = (): GitLabInstallation => {
  const random = seeded(42);
  const { people } = organisation({ people: 245, groups: 0 }, 42);
  const active = people.filter(({ status }) => status === 'active');
  const some = (count: number): GitLabMembers =>
    new Map(Array.from({ length: count }, () => [random.pick(active).number, random.pick(levels)]));
  const top: GitLabGroup = { id: 4213, name: 'Acme', parent: null, members: some(150) };
  const groups: GitLabGroup[] = [];
  for (let index = 0; index < 14; index++) {
    const parent = index < 4 ? top.id : groups[random.below(index)]!.id;
    groups.push({ id: 5_001 + index, name: `CANARY-group-${index}`, parent, members: some(random.below(9)) });
  }
  const projects = Array.from({ length: 108 }, (_, index): GitLabProject => {
    return {
      id: 70_001 + index,
      name: `CANARY-project-${index}`,
      group: random.percent(10) ? top.id : random.pick(groups).id,
      archived: random.percent(10),
      members: some(random.below(3)),
      sharedWith: random.percent(10) ? new Map([[random.pick(groups).id, 30]]) : new Map(),
    };
  });
  return { top, groups, projects, people };
};
