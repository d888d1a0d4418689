import type { EntityMapping } from '../mapping/mapping.ts';
import { and, type Filter } from './filter/filter.ts';
import { parseFilter } from './filter/parse-filter.ts';
import type { LdapOptions, ListOptions } from './options.ts';
import { type AccountState, type ListPreset, type MemberNames, presets } from './presets.ts';

/** One kind of entries of the directory. */
export interface DirectoryList {
  readonly name: 'users' | 'groups';
  readonly bases: readonly string[];
  readonly scope: 'one' | 'sub';
  readonly filter: Filter;
  readonly entity: EntityMapping;
}

/** What is read of a directory: the options, and where they say nothing what is known of its kind. */
export interface Directory {
  /** `undefined` if the options leave them out. */
  readonly users: DirectoryList | undefined;
  readonly groups: DirectoryList | undefined;
  readonly memberships: Memberships | undefined;
  readonly account: AccountState | 'userAccountControl' | undefined;
}

/** Who is in which group. */
export interface Memberships {
  readonly members: readonly string[];
  readonly memberNames: MemberNames | undefined;
  /** Whether a user's primary group is known by a number alone, as in Active Directory. */
  readonly primaryGroups: boolean;
  readonly isResolved: boolean;
}

/** Puts together what is read of a directory. */
export const directoryOf = (options: LdapOptions): Directory => {
  const preset = presets[options.directory];
  const { memberships } = options;
  const groups = listOf('groups', options, options.groups, preset.groups);
  return {
    users: listOf('users', options, options.users, preset.users),
    groups,
    memberships:
      memberships !== false && groups
        ? {
            members: memberships.members ?? preset.members,
            memberNames: memberships.members ? undefined : preset.memberNames,
            primaryGroups: options.directory === 'active-directory',
            isResolved: memberships.nested === 'resolve',
          }
        : undefined,
    account: options.account ?? preset.account,
  };
};

const listOf = (
  name: DirectoryList['name'],
  options: LdapOptions,
  list: ListOptions | false,
  preset: ListPreset,
): DirectoryList | undefined => {
  if (list === false) return undefined;
  const { base = options.base, scope, filter = preset.filter, only, entity = preset.entity, attributes } = list;
  return {
    name,
    bases: typeof base === 'string' ? [base] : base,
    scope,
    filter: and([filter, only].filter((each) => each !== undefined).map(parseFilter)),
    entity: { ...entity, attributes: { ...entity.attributes, ...attributes } },
  };
};
