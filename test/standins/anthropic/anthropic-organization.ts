import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';

export interface AnthropicWorkspace {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
  /** By a person's number. */
  readonly members: ReadonlyMap<number, string>;
}

export interface AnthropicKey {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'inactive' | 'archived';
  /** A person's number; `undefined` if a service account made it. */
  readonly creator: number | undefined;
  readonly principal: number | undefined;
  /** `null` if it belongs to the organization. */
  readonly workspace: string | null;
}

export interface AnthropicGroup {
  readonly id: string;
  readonly name: string;
  readonly members: readonly number[];
}

/** What an organization holds. */
export interface AnthropicOrganization {
  readonly users: readonly Person[];
  readonly workspaces: readonly AnthropicWorkspace[];
  readonly keys: readonly AnthropicKey[];
  readonly groups: readonly AnthropicGroup[];
}

export const userId = (number: number): string => `user_CANARY${number}`;

const workspaceRoles = ['workspace_user', 'workspace_developer', 'workspace_admin', 'workspace_billing'];

/** The same on every run. */
export const anthropicOrganization = (): AnthropicOrganization => {
  const random = seeded(99);
  const { people } = organisation({ people: 260, groups: 0 }, 99);
  const users = people.filter(({ status }) => status === 'active');
  const some = (count: number): readonly number[] => [
    ...new Set(Array.from({ length: count }, () => random.pick(users).number)),
  ];
  const workspaces = Array.from(
    { length: 9 },
    (_, index): AnthropicWorkspace => ({
      id: `wrkspc_${index + 1}`,
      name: `CANARY workspace ${index + 1}`,
      isArchived: index === 4,
      members: new Map(some(index === 0 ? 180 : 8).map((number) => [number, random.pick(workspaceRoles)])),
    }),
  );
  const keys = Array.from(
    { length: 115 },
    (_, index): AnthropicKey => ({
      id: `apikey_${index + 1}`,
      name: `CANARY key ${index + 1}`,
      status: index % 10 === 9 ? 'archived' : index % 7 === 6 ? 'inactive' : 'active',
      creator: index % 5 === 4 ? undefined : random.pick(users).number,
      principal: index % 3 ? undefined : random.pick(users).number,
      workspace: index % 4 === 3 ? null : workspaces[random.below(4)]!.id,
    }),
  );
  const groups = Array.from(
    { length: 4 },
    (_, index): AnthropicGroup => ({
      id: `rbac_group_${index + 1}`,
      name: `CANARY group ${index + 1}`,
      members: index === 3 ? [] : some(index === 0 ? 160 : 9),
    }),
  );
  return { users, workspaces, keys, groups };
};
