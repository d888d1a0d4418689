import { type Group, organisation, type Person } from '../organisation.ts';

/** A resource of one of Google's APIs, whole. */
export type Resource = Readonly<Record<string, unknown>>;

/** What the Directory API has. */
export interface Directory {
  /** Whom the gate acts as; one of the users. */
  readonly administrator: string;
  readonly people: readonly Person[];
  readonly users: readonly Resource[];
  readonly deletedUsers: readonly Resource[];
  readonly groups: readonly Resource[];
  /** By the id of the group. */
  readonly members: Readonly<Record<string, readonly Resource[]>>;
  readonly orgUnits: readonly Resource[];
  readonly roles: readonly Resource[];
  readonly roleAssignments: readonly Resource[];
}

const customerId = 'C0CANARY1';

/** 21 digits, as Google has them. */
export const userId = (number: number): string => `1${String(number).padStart(20, '0')}`;

const groupId = ({ number }: Group): string => `01group${String(number).padStart(4, '0')}`;

const instant = (day: string, hour = 8): string => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

const orgUnitOf = ({ department, number }: Person): string => (number % 11 === 0 ? '/' : `/Staff/${department}`);

const userOf = (person: Person, people: readonly Person[]): Resource => {
  const { number, mail, givenName, familyName, name, title, department, hired, status, manager } = person;
  const boss = people.find((each) => each.number === manager);
  return {
    kind: 'admin#directory#user',
    id: userId(number),
    etag: '"CANARY etag"',
    primaryEmail: mail,
    name: { givenName, familyName, fullName: name, displayName: name },
    isAdmin: number === 1,
    isDelegatedAdmin: number % 50 === 0,
    lastLoginTime: number % 9 === 0 ? '1970-01-01T00:00:00.000Z' : instant('2026-10-19', 7),
    creationTime: instant(hired),
    agreedToTerms: true,
    suspended: status === 'disabled',
    ...(status === 'disabled' && { suspensionReason: 'ADMIN' }),
    archived: number % 60 === 7,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    emails: [
      { address: mail, primary: true },
      { address: mail.replace('@acme.', '@acme-alias.') },
      { address: `private.${number}@mail.example`, type: 'home' },
    ],
    aliases: [mail.replace('@acme.', '@acme-alias.')],
    externalIds: [{ value: `E${number}`, type: 'organization' }],
    relations: [
      ...(boss ? [{ value: boss.mail, type: 'manager' }] : []),
      { value: `spouse.${number}@mail.example`, type: 'spouse' },
    ],
    organizations: [{ title, primary: true, department, costCenter: `CC-${department}`, description: 'CANARY' }],
    phones: [{ value: '+32 CANARY', type: 'work' }],
    addresses: [{ formatted: 'CANARY street' }],
    recoveryEmail: `CANARY.${number}@mail.example`,
    recoveryPhone: '+32 CANARY',
    customerId,
    orgUnitPath: orgUnitOf(person),
    isMailboxSetup: true,
    isEnrolledIn2Sv: number % 3 === 0,
    isEnforcedIn2Sv: number % 4 === 0,
    includeInGlobalAddressList: true,
    thumbnailPhotoUrl: 'https://lh3.example/CANARY',
    notes: { value: 'CANARY notes', contentType: 'text_plain' },
    sshPublicKeys: [{ key: 'CANARY key' }],
  };
};

const deletedUserOf = (person: Person, people: readonly Person[]): Resource => ({
  ...userOf(person, people),
  deletionTime: instant('2026-11-01', 9),
});

const groupOf = (group: Group): Resource => ({
  kind: 'admin#directory#group',
  id: groupId(group),
  etag: '"CANARY etag"',
  email: group.mail,
  name: `CANARY ${group.name}`,
  description: group.description,
  directMembersCount: String(group.members.length),
  adminCreated: group.number % 2 === 0,
  aliases: [`CANARY-${group.number}@acme.example`],
});

const memberOf = (id: string, email: string, type: string, role = 'MEMBER'): Resource => ({
  kind: 'admin#directory#member',
  etag: '"CANARY etag"',
  ...(id !== '' && { id }),
  email,
  role,
  type,
  status: 'ACTIVE',
  delivery_settings: 'CANARY',
});

/** People, groups in it, and in the first group what else Google knows: someone of another domain, an address outside, all users. */
const membersOf = (group: Group, groups: readonly Group[], people: readonly Person[]): readonly Resource[] => [
  ...group.members.map((number) => {
    const { mail } = people[number - 1]!;
    return memberOf(userId(number), mail, 'USER', number % 10 === 0 ? 'MANAGER' : 'MEMBER');
  }),
  ...group.groups.map((number) => memberOf(groupId(groups[number - 1]!), groups[number - 1]!.mail, 'GROUP')),
  ...(group.number === 1
    ? [
        memberOf(userId(900_001), 'partner@partner.example', 'EXTERNAL'),
        memberOf('', 'outside@mail.example', 'USER'),
        memberOf(customerId, '', 'CUSTOMER'),
      ]
    : []),
];

const orgUnit = (path: string, id: string): Resource => {
  const parent = path.replace(/[^/]+$/, '').replace(/(?<=.)\/$/, '');
  return {
    kind: 'admin#directory#orgUnit',
    etag: '"CANARY etag"',
    name: path === '/' ? 'acme.example' : path.replace(/^.*\//, ''),
    description: `Unit ${path}`,
    orgUnitPath: path,
    orgUnitId: `id:${id}`,
    blockInheritance: false,
    ...(path !== '/' && { parentOrgUnitPath: parent, parentOrgUnitId: `id:parent-${id}` }),
  };
};

const role = (number: number, roleName: string, isSystemRole: boolean): Resource => ({
  kind: 'admin#directory#role',
  etag: '"CANARY etag"',
  roleId: String(13_801_188_331_880 + number),
  roleName,
  roleDescription: `May do what ${roleName} may`,
  isSystemRole,
  isSuperAdminRole: number === 1,
  rolePrivileges: [{ privilegeName: 'CANARY', serviceId: '00haapch16h1ysv' }],
});

const assignment = (number: number, to: string, assigneeType: string, assigned: Resource): Resource => ({
  kind: 'admin#directory#roleAssignment',
  etag: '"CANARY etag"',
  roleAssignmentId: String(number),
  roleId: assigned['roleId'],
  assignedTo: to,
  assigneeType,
  ...(number % 2 === 0 ? { scopeType: 'ORG_UNIT', orgUnitId: 'unit1' } : { scopeType: 'CUSTOMER' }),
});

/** The directory of an organisation: more users than two pages have, and a group with more members than one. */
export const directoryData = (): Directory => {
  const { people, groups } = organisation({ people: 1_200, groups: 5 });
  const here = people.filter(({ status }) => status !== 'deleted');
  const roles = [role(1, '_SEED_ADMIN_ROLE', true), role(2, '_GROUPS_ADMIN_ROLE', true), role(3, 'Help desk', false)];
  const departments = [...new Set(people.map(({ department }) => department))].toSorted();
  return {
    administrator: here.find(({ status }) => status === 'active')!.mail,
    people,
    users: here.map((person) => userOf(person, people)),
    deletedUsers: people.filter(({ status }) => status === 'deleted').map((person) => deletedUserOf(person, people)),
    groups: groups.map(groupOf),
    members: Object.fromEntries(groups.map((group) => [groupId(group), membersOf(group, groups, people)])),
    orgUnits: [
      orgUnit('/', 'unit0'),
      orgUnit('/Staff', 'unit1'),
      ...departments.map((department, index) => orgUnit(`/Staff/${department}`, `unit${index + 2}`)),
    ],
    roles,
    roleAssignments: [
      assignment(1, userId(here[0]!.number), 'user', roles[0]!),
      assignment(2, userId(here[1]!.number), 'user', roles[1]!),
      assignment(3, groupId(groups[0]!), 'group', roles[2]!),
      assignment(4, userId(here[2]!.number), 'user', roles[2]!),
    ],
  };
};
