import type { Directory, DirectoryList } from '../directory.ts';
import { dnKey } from '../dn.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { columnsOf } from './columns.ts';
import { type Indexed, indexList, type ListIndex } from './list-index.ts';
import type { Reading } from './read-list.ts';
import { sidText } from './values.ts';

/** What a member is called: its type and id as entities have them. */
export interface Member {
  readonly type: string;
  readonly id: string;
}

/** Finds members by what groups call them. A member is a number: that is what memory holds of it for each group that it is in. */
export interface MemberIndex {
  readonly groups: ListIndex;
  /** Of users and groups, by number. */
  readonly members: readonly Member[];
  /** The number of an entry; `undefined` if it is none that is read. */
  byDn(dn: string): number | undefined;
  /** The numbers of users that are called so, where groups name their members (memberUid). */
  byName(name: string): number | undefined;
  /** The users whose primary group it is, by the group's number. */
  primaryMembers(group: number): readonly number[];
}

/** Finds all users and groups, with nothing but what is needed to recognize them as members. */
export const indexMembers = async (reading: Reading): Promise<MemberIndex> => {
  const { directory } = reading;
  const { memberNames, primaryGroups } = directory.memberships!;
  const members: Member[] = [];
  const numbers = new Map<string, number>();
  const names = new Map<string, number>();
  /** Numbers of users by the SID of their primary group. */
  const primary = new Map<string, number[]>();
  const groupOf = new Map<number, string>();

  const index = async (
    list: DirectoryList,
    more: readonly string[],
    learn: (entry: LdapEntry, number: number) => void,
  ) => {
    const typeOf = typeReader(list, directory);
    const onEntry = (indexed: Indexed, entry: LdapEntry): void => {
      const key = dnKey(indexed.dn);
      const type = typeOf(entry);
      // What has neither can not be an end of a link; the list of it says so.
      if (key === undefined || indexed.id === '' || type === '' || numbers.has(key)) return;
      numbers.set(key, members.length);
      learn(entry, members.length);
      members.push({ type, id: indexed.id });
    };
    const { session, options } = reading;
    return indexList({ session, directory, list, pageSize: options.pageSize, attributes: more, onEntry });
  };

  if (directory.users) {
    const sids = primaryGroups ? ['objectSid', 'primaryGroupID'] : [];
    await index(directory.users, memberNames ? [...sids, memberNames.of] : sids, (entry, number) => {
      for (const name of memberNames ? entry.values(memberNames.of) : []) names.set(name.toString('utf8'), number);
      const group = primaryGroups ? primaryGroupSid(entry) : undefined;
      if (group === undefined) return;
      const others = primary.get(group);
      if (others) others.push(number);
      else primary.set(group, [number]);
    });
  }
  const groups = await index(directory.groups!, primaryGroups ? ['objectSid'] : [], (entry, number) => {
    const sid = primaryGroups ? sidOf(entry) : undefined;
    if (sid !== undefined) groupOf.set(number, sid);
  });
  return {
    groups,
    members,
    byDn: (dn) => {
      const key = dnKey(dn);
      return key === undefined ? undefined : numbers.get(key);
    },
    byName: (name) => names.get(name),
    primaryMembers: (group) => primary.get(groupOf.get(group) ?? '') ?? [],
  };
};

const typeReader = ({ entity: { id, type } }: DirectoryList, directory: Directory): ((entry: LdapEntry) => string) => {
  if (typeof type === 'string') return () => type;
  const columns = columnsOf({ id, type, attributes: {} }, directory);
  const at = columns.indexOf(type.column);
  return (entry) => {
    const cell = columns.rowOf(entry)[at];
    return typeof cell === 'string' ? cell : '';
  };
};

const sidOf = (entry: LdapEntry): string | undefined => {
  const [sid] = entry.values('objectSid');
  return sid && sidText(sid);
};

/**
 * A user is no `member` of its primary group: it has the last number of that group's SID, which lies in its own domain.
 *
 * @see https://learn.microsoft.com/windows/win32/adschema/a-primarygroupid
 */
const primaryGroupSid = (entry: LdapEntry): string | undefined => {
  const number = entry.values('primaryGroupID')[0]?.toString('latin1');
  const sid = sidOf(entry);
  return sid === undefined || number === undefined ? undefined : sid.replace(/-\d+$/, `-${number}`);
};
