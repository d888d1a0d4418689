/**
 * Everything that is in a group, directly or through groups that are in it. Circles of groups do no harm: each is looked into once. The group
 * itself is not in it, even where it is in a group that is in it.
 *
 * @param membersOf the direct members of a group; `undefined` for what is no group
 */
export const closure = <Member>(
  group: Member,
  membersOf: (group: Member) => Iterable<Member> | undefined,
): ReadonlySet<Member> => {
  const found = new Set<Member>();
  const open = [group];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const member of membersOf(next) ?? []) {
      if (found.has(member) || member === group) continue;
      found.add(member);
      open.push(member);
    }
  }
  return found;
};
