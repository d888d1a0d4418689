import { equal } from '../filter/filter.ts';
import { presets } from '../presets.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { readEntry } from '../wire/search.ts';
import { ChangeProblem } from './change-problem.ts';
import type { ChangeOf, Target } from './change-schema.ts';
import { findEntry, findWritable, modify, type Writing, type Written } from './writing.ts';

/** What a server says where a member is in the group already, or is in it no more; Active Directory says 68 and 53. */
const alreadySo = { add: [20, 68], delete: [16] } as const;
const objectClassViolation = 65;

/**
 * Puts a member into a group, or takes it out. The group is below a base that may be written to; the member is where users and groups are read.
 *
 * @throws ChangeProblem, SourceError
 */
export const changeMember = async (
  writing: Writing,
  { kind, group: target, member }: ChangeOf<'add-member' | 'remove-member'>,
): Promise<Written> => {
  const { directory, session } = writing;
  if (!directory.groups)
    throw new ChangeProblem('change-not-allowed', 'the source has no groups: groups is false in its options');
  const group = await findWritable(writing, directory.groups, target, ['objectClass']);
  const attribute = attributeOf(writing, group);
  const value = await valueFor(writing, member, attribute);
  // Asked of the server and not read: it knows how DNs compare, and a group may have a million members.
  const filter = equal(attribute, value);
  const isMember =
    (await readEntry(session, { place: 'the change', base: group.dn, filter, attributes: [] })) !== undefined;
  const operation = kind === 'add-member' ? 'add' : 'delete';
  if (isMember === (operation === 'add')) return { outcome: 'unchanged', entry: group };
  const expected = [...alreadySo[operation], ...(operation === 'delete' ? [objectClassViolation] : [])];
  const status = await modify(writing, group.dn, [{ operation, attribute, values: [value] }], expected);
  if (status === objectClassViolation)
    throw new ChangeProblem(
      'last-member',
      'a group of this class has at least one member, and this is the last one: add another first',
    );
  return { outcome: status === 0 ? 'changed' : 'unchanged', entry: group };
};

/** RFC 4519 and RFC 2307. A posixGroup that is a groupOfNames too (RFC 2307bis) has its members by DN. */
const byClass = [
  ['groupofnames', 'member'],
  ['groupofuniquenames', 'uniqueMember'],
  ['group', 'member'],
  ['posixgroup', 'memberUid'],
] as const;

const attributeOf = ({ directory, options }: Writing, group: LdapEntry): string => {
  const classes = new Set(group.values('objectClass').map((each) => each.toString('latin1').toLowerCase()));
  const known = byClass.find(([name]) => classes.has(name))?.[1];
  return known ?? directory.memberships?.members[0] ?? presets[options.directory].members[0]!;
};

const valueFor = async (writing: Writing, member: Target, attribute: string): Promise<string> => {
  const { users, groups } = writing.directory;
  const isName = attribute === 'memberUid';
  for (const list of [users, isName ? undefined : groups]) {
    const found = list && (await findEntry(writing, list, member, isName ? ['uid'] : []));
    const value = isName ? found?.values('uid')[0]?.toString('utf8') : found?.dn;
    if (value !== undefined) return value;
  }
  throw new ChangeProblem('member-missing', 'none of the users and groups that are read is the member that is meant');
};
