/** How many users and groups the large directory has. Each user is in `groupsOfUser` groups; groups are in each other in chains. */
export const large = { users: 100_000, groups: 1_000, groupsOfUser: 5 } as const;

const uuid = (kind: string, number: number): string =>
  `${((number * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, '0')}-0000-4000-8000-${kind}${number.toString(16).padStart(11, '0')}`;

/** The number of the nth group that a user is in. */
export const groupOf = (user: number, nth: number): number => (user * 7 + nth * 131) % large.groups;

/** LDIF of a directory of 100,000 users, with ids that are in another order than the entries. */
export const largeDirectory = (): string => {
  const head = [
    'dn: dc=large,dc=example',
    'objectClass: dcObject',
    'objectClass: organization',
    'dc: large',
    'o: large',
    '',
  ];
  const lines: string[] = [...head];
  for (const unit of ['people', 'groups'])
    lines.push(`dn: ou=${unit},dc=large,dc=example`, 'objectClass: organizationalUnit', `ou: ${unit}`, '');
  for (let user = 0; user < large.users; user++) {
    lines.push(
      `dn: uid=user${user},ou=people,dc=large,dc=example`,
      'objectClass: inetOrgPerson',
      `uid: user${user}`,
      `cn: User ${user}`,
      `sn: ${user}`,
      `mail: user${user}@large.example`,
      `entryUUID: ${uuid('a', user)}`,
      '',
    );
  }
  const members: number[][] = Array.from({ length: large.groups }, () => []);
  for (let user = 0; user < large.users; user++)
    for (let nth = 0; nth < large.groupsOfUser; nth++) members[groupOf(user, nth)]!.push(user);
  for (let group = 0; group < large.groups; group++) {
    lines.push(`dn: cn=group${group},ou=groups,dc=large,dc=example`, 'objectClass: groupOfNames', `cn: group${group}`);
    for (const user of members[group]!) lines.push(`member: uid=user${user},ou=people,dc=large,dc=example`);
    if (group % 10 !== 9) lines.push(`member: cn=group${group + 1},ou=groups,dc=large,dc=example`);
    lines.push(`entryUUID: ${uuid('b', group)}`, '');
  }
  return lines.join('\n');
};
