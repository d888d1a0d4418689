import { describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import type { Resource } from '../../standins/google/directory-data.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { allScopes, collaboration, directory, googleWorkspace } from './support/google-workspace-source.ts';

const world = googleWorkspace();

const inside = (resource: Resource, name: string): Resource => resource[name] as Resource;
const first = (resource: Resource, name: string): Resource => (resource[name] as readonly Resource[])[0]!;

type Values = Parameters<typeof entityItem>[3];

const common = (user: Resource) => ({
  mail: user['primaryEmail'],
  givenName: inside(user, 'name')['givenName'],
  familyName: inside(user, 'name')['familyName'],
  createdAt: new Date(String(user['creationTime'])),
  lastSignInAt: new Date(String(user['lastLoginTime'])),
});

const userItem = (user: Resource, values: Resource): Item =>
  entityItem('user', String(user['id']), String(inside(user, 'name')['fullName']), {
    ...common(user),
    ...values,
  } as Values);

const userItems = (user: Resource): readonly Item[] => [
  userItem(user, {
    title: first(user, 'organizations')['title'],
    department: first(user, 'organizations')['department'],
    costCenter: first(user, 'organizations')['costCenter'],
    employeeId: first(user, 'externalIds')['value'],
    orgUnit: user['orgUnitPath'],
    suspended: user['suspended'],
    suspensionReason: user['suspensionReason'],
    archived: user['archived'],
    deleted: false,
    superAdministrator: user['isAdmin'],
    delegatedAdministrator: user['isDelegatedAdmin'],
    twoFactor: user['isEnrolledIn2Sv'],
    twoFactorRequired: user['isEnforcedIn2Sv'],
  }),
  linkItem(['user', String(user['id'])], ['orgUnit', String(user['orgUnitPath'])]),
];

/** What the type of a member becomes; all users at once, and addresses without an id, become nothing. */
const memberTypes: Readonly<Record<string, string>> = { USER: 'user', EXTERNAL: 'user', GROUP: 'group' };

const memberItems = ([group, members]: readonly [string, readonly Resource[]]): readonly Item[] =>
  members
    .filter(({ id, type }) => id !== undefined && memberTypes[String(type)] !== undefined)
    .map(({ id, type, role, status }) =>
      linkItem([memberTypes[String(type)]!, String(id)], ['group', group], { role, status } as Values),
    );

const orgUnitItems = (unit: Resource): readonly Item[] => {
  const { orgUnitPath, orgUnitId, name, description, parentOrgUnitPath } = unit as Record<string, string>;
  const self = ['orgUnit', orgUnitPath!] as const;
  return [
    entityItem(...self, name!, { orgUnitId, description }),
    ...(parentOrgUnitPath === undefined ? [] : [linkItem(self, ['orgUnit', parentOrgUnitPath])]),
  ];
};

const expected = (): readonly Item[] => [
  ...directory.users.flatMap(userItems),
  ...directory.deletedUsers.map((user) =>
    userItem(user, { deleted: true, deletedAt: new Date(String(user['deletionTime'])) }),
  ),
  ...directory.groups.map(({ id, name, email, description, directMembersCount, adminCreated }) =>
    entityItem('group', String(id), String(name), {
      mail: email,
      description,
      members: Number(directMembersCount),
      adminCreated,
    } as Values),
  ),
  ...Object.entries(directory.members).flatMap(memberItems),
  ...directory.orgUnits.flatMap(orgUnitItems),
  ...directory.roles.map(({ roleId, roleName, roleDescription, isSystemRole, isSuperAdminRole }) =>
    entityItem('role', String(roleId), String(roleName), {
      description: roleDescription,
      builtIn: isSystemRole,
      superAdministrator: isSuperAdminRole,
    } as Values),
  ),
  ...directory.roleAssignments.map(({ assignedTo, assigneeType, roleId, scopeType, orgUnitId }) =>
    linkItem([String(assigneeType), String(assignedTo)], ['role', String(roleId)], {
      scope: scopeType,
      orgUnitId,
    } as Values),
  ),
];

describe('an import', () => {
  test.each(['key', 'workload'] as const)('has everything that the directory has, by %s', async (way) => {
    const { items } = await world.source(way).read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const users = items.filter((item) => item.kind === 'entity' && item.type === 'user');
    expect(users.length).toBe(directory.users.length + directory.deletedUsers.length);
    expect(directory.users.length).toBeGreaterThan(1_000);
    expect(Math.max(...Object.values(directory.members).map(({ length }) => length))).toBeGreaterThan(200);
  });

  test('goes on after a crash at every batch', async () => {
    const { items, pages } = await world.source().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(8);
  });

  test('fetches no field that it does not read', async () => {
    const before = world.apis.requests.length;
    await world.source().read();
    const asked = world.apis.requests.slice(before);
    expect(asked.every(({ query }) => query.has('fields'))).toBe(true);
    expect(asked[0]!.query.get('fields')).toMatch(/^nextPageToken,users\(id,name,primaryEmail,/);
    expect(asked.map(({ query }) => query.get('fields')).join()).not.toMatch(/recovery|phones|addresses|notes|ssh/);
  });

  test.each(['userRateLimitExceeded', 'quotaExceeded'])('tries again after 403 %s', async (reason) => {
    const body = { error: { code: 403, message: 'CANARY', errors: [{ domain: 'usageLimits', reason }] } };
    world.apis.answerNext({ status: 403, body }, '/admin.googleapis.com/admin/directory/v1/groups');
    const { items, slept } = await world.source().read();
    expect(items.length).toBe(expected().length);
    expect(slept.length).toBeGreaterThan(0);
  });

  test('passes over a group that was deleted meanwhile', async () => {
    const [group, ...others] = directory.groups;
    const body = { error: { code: 404, errors: [{ domain: 'global', reason: 'notFound' }] } };
    const path = `/admin.googleapis.com/admin/directory/v1/groups/${group!['id']}/members`;
    world.apis.answerNext({ status: 404, body }, path);
    const { items } = await world.source().read();
    const groupsWithMembers = new Set(items.map((item) => (item.kind === 'relationship' ? item.toId : '')));
    expect(groupsWithMembers.has(String(group!['id']))).toBe(false);
    expect(others.filter(({ id }) => groupsWithMembers.has(String(id))).length).toBe(others.length - 1);
  });

  test('renews a token that ended, and one that was ended', async () => {
    const source = world.source();
    await source.read();
    world.state.ahead += 3_600_000;
    expect((await source.read()).items.length).toBe(expected().length);
    world.google.tokens.clear();
    expect((await source.read()).items.length).toBe(expected().length);
  });

  test('has a token for no more than it reads', async () => {
    world.google.tokens.clear();
    await world.source('key', { serve: ['import'], read: ['users', 'groups'] }).read();
    const scopes = [...world.google.tokens.values()].map(({ scope }) => scope.split(' ').toSorted());
    expect(scopes).toEqual([allScopes.slice(0, 2).toSorted()]);
  });

  test('says so where the administrator may not read', async () => {
    const other = Object.keys(collaboration.mailboxes).find((mail) => mail !== directory.administrator)!;
    await expect(world.source('key', { administrator: other }).read()).rejects.toMatchObject({
      code: 'access-denied',
    });
  });

  test('reaches the vendor by its protocol', async () => {
    const { items, error } = await world.source('workload').import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });
});
