import type { JsonObject } from '../json.ts';
import type { SourceGroup, SourceUser } from '../mapping/mapped-user.ts';
import type { Adjacency } from './adjacency.ts';
import { groupsWalk } from './groups-walk.ts';
import type { MembershipMarks } from './membership-marks.ts';
import type { SourcePeople } from './source-people.ts';

/** What was read of a source. Users and groups are known by their numbers. */
export interface ReadSource {
  /** JSON texts; `undefined` of those that only relationships tell of. */
  readonly users: readonly (string | undefined)[];
  readonly groups: { readonly ids: readonly string[]; readonly texts: readonly (string | undefined)[] };
  /** Of each user, the groups that it is in itself. */
  readonly groupsOf: Adjacency;
  /** Of each group, those that it is in. */
  readonly outerOf: Adjacency;
  readonly marks: MembershipMarks;
}

/** Everybody, read from their texts one after the other. */
export const makePeople = (source: ReadSource): SourcePeople => ({
  count: source.users.reduce((count, text) => (text === undefined ? count : count + 1), 0),
  members: countMembers(source),
  [Symbol.iterator]: () => peopleOf(source),
});

const countMembers = (source: ReadSource): ReadonlyMap<string, number> => {
  const { users, groups } = source;
  const counts = new Int32Array(groups.texts.length);
  const walk = groupsWalk(source);
  for (const [user, text] of users.entries())
    if (text !== undefined) for (const { group } of walk(user)) counts[group]! += 1;
  const named = groups.ids.map((id, group) => [id, counts[group]!] as const);
  return new Map(named.filter((_, group) => groups.texts[group] !== undefined));
};

function* peopleOf(source: ReadSource): Generator<{ user: SourceUser; groups: readonly SourceGroup[] }, void> {
  const walk = groupsWalk(source);
  const groupOf = groupReader(source);
  for (const [user, text] of source.users.entries()) {
    if (text === undefined) continue;
    const groups: SourceGroup[] = [];
    for (const { group, mark } of walk(user)) {
      const found = groupOf(group, mark);
      if (found) groups.push(found);
    }
    yield { user: JSON.parse(text) as SourceUser, groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }
}

/** Groups are read once and shared by their members, so they can not be changed. */
const groupReader = ({ groups, marks }: ReadSource): ((group: number, mark: number) => SourceGroup | undefined) => {
  const read = new Map<number, SourceGroup>();
  return (number, mark) => {
    const text = groups.texts[number];
    if (text === undefined) return undefined;
    const group = read.get(number) ?? Object.freeze(JSON.parse(text) as SourceGroup);
    read.set(number, group);
    const membership: JsonObject | undefined = marks.read(mark);
    return membership ? Object.freeze({ ...group, membership }) : group;
  };
};
