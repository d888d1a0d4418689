import type { UsedNames } from '../../../config/expression/used-names.ts';
import type { SyncConfig } from '../../../config/sync-config.ts';
import type { Batch, Item, Relationship } from '../../../connectors/item.ts';
import { adjacency } from './adjacency.ts';
import { type IntList, intList } from './int-list.ts';
import { type MembershipMarks, membershipMarks } from './membership-marks.ts';
import { makePeople } from './people.ts';
import { makeRoll, type Roll } from './roll.ts';
import type { SourcePeople } from './source-people.ts';

/** What of a sync says who is a user, and what a group. */
export type ReadSync = Pick<SyncConfig, 'users' | 'groups'>;

/**
 * Reads a whole import: users, groups, and who is in which. Nothing else of it is kept; 100,000 users with 8 attributes and
 * 500,000 memberships need less than 60 MiB.
 *
 * A relationship of a user and a group is a membership whichever way it leads (unless it says `as` something else). A group that is in a group leads
 * the way that users lead in this source: from member to group, or from group to member.
 *
 * Throws what the import throws.
 *
 * @param uses what is kept of users and memberships. @default - everything
 */
export const readPeople = async (
  batches: AsyncIterable<Batch>,
  sync: ReadSync,
  uses: UsedNames = allNames,
): Promise<SourcePeople> => {
  const reading = begin(sync, uses);
  for await (const { items } of batches) for (const item of items) take(item, reading);
  return peopleOf(reading);
};

interface Reading {
  readonly sync: ReadSync;
  readonly as: ReadonlySet<unknown>;
  readonly users: Roll;
  readonly groups: Roll;
  readonly marks: MembershipMarks;
  readonly memberships: LinkList;
  /** As the source gives them. */
  readonly nestings: LinkList;
  /** Of memberships: how many lead from the user to the group, less those that lead back. */
  direction: number;
}

interface LinkList {
  readonly from: IntList;
  readonly to: IntList;
  readonly marks: IntList;
}

const linkList = (): LinkList => ({ from: intList(), to: intList(), marks: intList() });

const allNames: UsedNames = { user: 'all', membership: 'all' };

const begin = (sync: ReadSync, uses: UsedNames): Reading => ({
  sync,
  as: new Set([undefined, ...(sync.groups?.as ?? ['member'])]),
  users: makeRoll(uses.user),
  groups: makeRoll(),
  marks: membershipMarks(uses.membership),
  memberships: linkList(),
  nestings: linkList(),
  direction: 0,
});

const take = (item: Item, reading: Reading): void => {
  const { sync, users, groups } = reading;
  if (item.kind === 'relationship') takeRelationship(item, reading);
  if (item.kind !== 'entity') return;
  if (item.type === sync.users.type) users.add(item);
  else if (item.type === sync.groups?.type) groups.add(item);
};

const takeRelationship = (link: Relationship, reading: Reading): void => {
  const { sync, as, groups, nestings } = reading;
  const [user, group] = [sync.users.type, sync.groups?.type];
  const { fromType, toType, fromId, toId, attributes } = link;
  if (!as.has(attributes?.['as']?.value)) return;
  if (fromType === user && toType === group) {
    reading.direction += 1;
    takeMembership(fromId, toId, link, reading);
  } else if (fromType === group && toType === user) {
    reading.direction -= 1;
    takeMembership(toId, fromId, link, reading);
  } else if (fromType === group && toType === group && sync.groups?.nested)
    add(nestings, groups.numberOf(fromId), groups.numberOf(toId), -1);
};

const takeMembership = (user: string, group: string, { attributes }: Relationship, reading: Reading): void => {
  const { users, groups, marks, memberships } = reading;
  add(memberships, users.numberOf(user), groups.numberOf(group), marks.markOf(attributes));
};

const add = (list: LinkList, from: number, to: number, mark: number): void => {
  list.from.push(from);
  list.to.push(to);
  list.marks.push(mark);
};

const peopleOf = ({ users, groups, marks, memberships, nestings, direction }: Reading): SourcePeople => {
  const [inner, outer] = direction >= 0 ? [nestings.from, nestings.to] : [nestings.to, nestings.from];
  return makePeople({
    users: users.texts,
    groups: { ids: groups.ids(), texts: groups.texts },
    groupsOf: adjacency(arrays(memberships), users.texts.length),
    outerOf: adjacency(arrays({ from: inner, to: outer, marks: nestings.marks }), groups.texts.length),
    marks,
  });
};

const arrays = ({ from, to, marks }: LinkList) => ({
  from: from.toArray(),
  to: to.toArray(),
  marks: marks.toArray(),
});
