import type { Attributes, Batch, LogLine, Relationship } from '../../item.ts';
import { closure } from './closure.ts';
import { type DirectMembers, directMembers } from './direct-members.ts';
import { inParallel } from './in-parallel.ts';
import { type Indexed, indexReport, line } from './list-index.ts';
import { indexMembers, type Member, type MemberIndex } from './member-index.ts';
import { type Position, positions } from './position.ts';
import { from, portionsOf, type Reading } from './read-list.ts';

/** Groups that are read without waiting: few, because one may have a million members. */
const groupsAtOnce = 8;
/** Groups whose members are held at a time. */
const groupsOfPortion = 64;
/** Links of one batch. */
const linksAtOnce = 2_000;

/**
 * Reads who is in which group, group by group in the order of their ids, from a position on. A page ends only behind the last member of a
 * group.
 *
 * @returns what is to be said at the end
 */
export async function* readMemberships(
  reading: Reading,
  start: Position,
): AsyncGenerator<Batch, readonly LogLine[], undefined> {
  const { options, directory, session } = reading;
  const memberships = directory.memberships!;
  const cursors = positions(options);
  const index = await indexMembers(reading);
  const groups = index.groups.entries.filter(({ id }) => id !== '');
  const read = ({ dn }: Indexed) => directMembers(session, index, memberships, dn);
  const known = memberships.isResolved ? await readAllGroups(index, groups, read) : undefined;

  let { outside } = start;
  for (const portion of portionsOf(from(groups, start.after), groupsOfPortion)) {
    const found = await inParallel(portion, groupsAtOnce, async (group) =>
      known ? known.membersOf(group) : read(group),
    );
    let links: Relationship[] = [];
    for (const [nth, group] of portion.entries()) {
      outside += found[nth]!.outside;
      for (const each of linksOf(index, group, found[nth]!, known)) {
        if (links.push(each) < linksAtOnce) continue;
        yield { items: links };
        links = [];
      }
    }
    yield { items: links, resume: cursors.write({ ...start, after: portion.at(-1)!.id, outside }) };
  }
  return [...outsideReport(outside), ...indexReport('memberships', index.groups)];
}

interface KnownGroups {
  membersOf(group: Indexed): DirectMembers;
  /** Numbers of all that are in a group in any way. */
  effective(group: number): ReadonlySet<number>;
}

const readAllGroups = async (
  index: MemberIndex,
  groups: readonly Indexed[],
  read: (group: Indexed) => Promise<DirectMembers>,
): Promise<KnownGroups> => {
  const known = new Map<number, DirectMembers>();
  await inParallel(groups, groupsAtOnce, async (group) => {
    const number = index.byDn(group.dn);
    if (number !== undefined) known.set(number, await read(group));
  });
  const nobody: DirectMembers = { members: new Uint32Array(), outside: 0 };
  return {
    membersOf: ({ dn }) => known.get(index.byDn(dn) ?? -1) ?? nobody,
    effective: (group) => closure(group, (each) => known.get(each)?.members),
  };
};

const isMember: Attributes = { as: { type: 'string', value: 'member' } };
const isInherited: Attributes = { ...isMember, inherited: { type: 'boolean', value: true } };

function* linksOf(
  index: MemberIndex,
  group: Indexed,
  { members }: DirectMembers,
  known: KnownGroups | undefined,
): Generator<Relationship, void> {
  const number = index.byDn(group.dn);
  if (number === undefined) return;
  const to = index.members[number]!;
  for (const member of members) yield link(index.members[member]!, to, isMember);
  if (!known) return;
  const direct = new Set(members);
  for (const member of known.effective(number))
    if (!direct.has(member)) yield link(index.members[member]!, to, isInherited);
}

const link = (from: Member, to: Member, attributes: Attributes): Relationship => ({
  kind: 'relationship',
  fromId: from.id,
  fromType: from.type,
  toId: to.id,
  toType: to.type,
  attributes,
});

const outsideReport = (outside: number): readonly LogLine[] =>
  outside === 0
    ? []
    : [
        line(
          'alert',
          `memberships: ${outside} ${outside === 1 ? 'member' : 'members'} left out that are none of the users and groups that are read: ` +
            'outside of their bases, not matched by their filters, or not to be seen by the account of the gate.',
        ),
      ];
