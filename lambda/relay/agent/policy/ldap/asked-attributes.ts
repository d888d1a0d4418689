import { computedColumns } from '../../../../../connectors/ldap/column.ts';
import type { Directory, DirectoryList } from '../../../../../connectors/ldap/directory.ts';
import type { Filter } from '../../../../../connectors/ldap/filter/filter.ts';
import type { EntityMapping } from '../../../../../connectors/mapping/mapping.ts';

/**
 * The attributes that are read of a directory, or compared by its filters: whoever may compare a value can guess it, one letter after the other.
 *
 * @returns names in lower case without options; `undefined` stands for a filter that compares all attributes
 */
export const askedAttributes = (directory: Directory): ReadonlySet<string | undefined> => {
  const { users, groups, memberships } = directory;
  const lists = [users, groups].filter((list) => list !== undefined);
  const ofMembers = memberships
    ? [
        ...memberships.members,
        ...(memberships.memberNames ? [memberships.memberNames.attribute, memberships.memberNames.of] : []),
        ...(memberships.primaryGroups ? ['objectSid', 'primaryGroupID'] : []),
      ]
    : [];
  const names = [...lists.flatMap((list) => attributesOf(list, directory)), ...ofMembers];
  return new Set(names.map((name) => name?.replace(/;.*/s, '').toLowerCase()));
};

const attributesOf = ({ filter, entity }: DirectoryList, { account }: Directory): readonly (string | undefined)[] => {
  const ofAccount = account === undefined || typeof account === 'string' ? account : account.attribute;
  return [
    ...compared(filter),
    ...columnsOf(entity).flatMap((column) => {
      if (column === 'account.enabled') return ofAccount ?? [];
      return (computedColumns as readonly string[]).includes(column) ? [] : column;
    }),
  ];
};

const columnsOf = ({ id, name, type, attributes }: EntityMapping): readonly string[] => [
  id,
  ...(name === undefined ? [] : [name]),
  ...(typeof type === 'object' ? [type.column] : []),
  ...Object.values(attributes).map((from) => (typeof from === 'string' ? from : from.column)),
];

const compared = (filter: Filter): readonly (string | undefined)[] => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(compared);
    case 'not':
      return compared(filter.filter);
    default:
      return [filter.attribute];
  }
};
