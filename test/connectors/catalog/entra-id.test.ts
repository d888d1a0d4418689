import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Entity, Item, Relationship } from '../../../connectors/item.ts';
import { assignmentsOf } from '../../standins/graph/access-routes.ts';
import { membersOf, ownersOf } from '../../standins/graph/directory-delta.ts';
import { type GraphRow, userRow } from '../../standins/graph/directory-rows.ts';
import { graphId } from '../../standins/graph/graph-id.ts';
import { tooManyRequests } from '../../standins/graph/graph-refusal.ts';
import { graphTenant } from '../../standins/graph/start-graph.ts';
import { type Microsoft, startMicrosoft } from '../../standins/graph/start-microsoft.ts';
import { person } from '../../standins/organisation.ts';
import { connectorUnderTest, pseudonymOf, publicUrl } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { withDecoded } from './support/with-decoded.ts';

const definition = catalogDefinition('entra-id');
const { company, people, devices, applications } = graphTenant;
const version = '/graph.microsoft.com/v1.0';

let microsoft: Microsoft;
beforeAll(async () => {
  // Smaller pages than anybody asks for, as Graph may give them.
  microsoft = await startMicrosoft(Object.keys(definition.permissions), { atMost: 11 });
});
afterAll(() => microsoft.stop());

const underTest = (
  source: Readonly<Record<string, unknown>> = {},
  way: keyof Microsoft['secrets'] = 'workloadIdentity',
) =>
  connectorUnderTest({
    source: {
      connector: 'entra-id',
      serve: ['import', 'proxy'],
      authentication: way,
      ...microsoft.settings,
      ...source,
    },
    secret: microsoft.secrets[way],
    origins: microsoft.origins,
    platform: { identity: microsoft.identity, now: microsoft.now },
  });

const everybody = Array.from({ length: people }, (_, index) => person(index + 1));
const here = everybody.filter(({ status }) => status !== 'deleted');

/** Names and addresses of people and groups, and what no definition names. */
const personal = new RegExp(
  `CANARY|@acme|0a5e0000|${[...everybody.map(({ familyName }) => familyName), ...company.groups.map(({ name }) => name)].join('|')}`,
);

interface Page {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

describe('by proxy', () => {
  let source: ReturnType<typeof underTest>;
  beforeAll(() => {
    source = underTest();
  });
  const page = async (target: string): Promise<Page> => (await source.json(target)) as Page;

  /** Without what says nothing of a person. */
  const leaks = (answer: unknown): boolean =>
    personal.test(withDecoded(answer).replaceAll(/"@odata\.\w+"|"@removed"|"\w+@delta"/g, ''));

  test.each([
    [
      'users',
      '/users?$top=2&$select=id,userPrincipalName,mail,otherMails,employeeId,accountEnabled,userType,externalUserState,department,companyName,country,usageLocation,employeeType,createdDateTime,onPremisesSyncEnabled,assignedLicenses',
    ],
    ['users-by-default', '/users?$top=1'],
    ['users-delta', '/users/delta?$select=id,accountEnabled,manager'],
    ['deleted-users', '/directory/deletedItems/microsoft.graph.user?$top=1'],
    ['groups', '/groups?$top=2'],
    ['groups-delta', '/groups/delta?$select=id,displayName,members,owners'],
    ['group', `/groups/${graphId('group', 2)}`],
    ['group-members', `/groups/${graphId('group', 1)}/members?$top=999`],
    ['group-owners', `/groups/${graphId('group', 3)}/owners`],
    ['devices', '/devices?$top=2'],
    ['service-principals', '/servicePrincipals?$top=3'],
    ['app-role-assigned-to', `/servicePrincipals/${graphId('application', 1)}/appRoleAssignedTo`],
    ['role-definitions', '/roleManagement/directory/roleDefinitions'],
    ['role-assignments', '/roleManagement/directory/roleAssignments?$expand=principal'],
    ['role-assignments-by-default', '/roleManagement/directory/roleAssignments'],
    ['subscribed-skus', '/subscribedSkus'],
    ['sign-ins', '/auditLogs/signIns?$top=2&$filter=createdDateTime+ge+2026-11-01T00:00:00Z'],
  ])('%s leaves as a reviewer can read it', async (name, target) => {
    const answer = await page(target);
    expect(leaks(answer)).toBe(false);
    await expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/entra-id/${name}.json`);
  });

  test('a user and the manager are asked about by pseudonym', async () => {
    const { value } = await page('/users?$top=999&$select=id');
    const second = value[1]!['id'] as string;
    expect(second).toMatch(/^sp1r\./);
    const user = await source.json(`/users/${second}`);
    const manager = (await source.json(`/users/${second}/manager`)) as { id: string };
    expect(value.map(({ id }) => id)).toContain(manager.id);
    expect(leaks([user, manager])).toBe(false);
    await expect(`${JSON.stringify({ user, manager }, null, 2)}\n`).toMatchFileSnapshot('./treated/entra-id/user.json');
    expect(microsoft.graph.requests.at(-1)!.path).toBe(`${version}/users/${graphId('user', here[1]!.number)}/manager`);
  });

  test('people are the same in every answer, and groups are no people', async () => {
    const { value: users } = await page('/users?$top=999&$select=id,userPrincipalName');
    const byName = new Map(users.map(({ id, userPrincipalName }) => [userPrincipalName, id]));
    const { value: signIns } = await page('/auditLogs/signIns');
    const known = signIns.filter(({ userPrincipalName }) => byName.has(userPrincipalName));
    expect(known.length).toBeGreaterThan(0);
    for (const { userId, userPrincipalName } of known) expect(userId).toBe(byName.get(userPrincipalName));
    const { value: members } = await page(`/groups/${graphId('group', 1)}/members?$top=999`);
    expect(members.filter(({ id }) => String(id).startsWith('sp1r.')).length).toBe(
      members.filter((each) => each['@odata.type'] === '#microsoft.graph.user').length,
    );
  });

  const follow = async (target: string): Promise<{ rows: unknown[]; pages: number; delta: string | undefined }> => {
    const rows: unknown[] = [];
    for (let next: string | undefined = target, pages = 1; ; pages++) {
      const answer: Page = await page(next);
      rows.push(...answer.value);
      expect(leaks(answer)).toBe(false);
      const link: string | undefined = answer['@odata.nextLink'];
      if (link === undefined) return { rows, pages, delta: answer['@odata.deltaLink'] };
      expect(link.startsWith(publicUrl)).toBe(true);
      next = link.slice(publicUrl.length);
    }
  };

  test('pages are followed through the gate to the end', async () => {
    const { rows, pages } = await follow('/users?$top=7&$select=id');
    expect(new Set(rows.map((row) => (row as { id: string }).id)).size).toBe(here.length);
    expect(pages).toBe(Math.ceil(here.length / 7));
  });

  test('pages of sign-ins are followed although their links are written in other letters', async () => {
    const { rows, pages } = await follow('/auditLogs/signIns?$top=4&$filter=createdDateTime+ge+2026-11-01T00:00:00Z');
    expect(new Set(rows.map((row) => (row as { id: string }).id)).size).toBe(graphTenant.signIns);
    expect(pages).toBe(3);
  });

  test.each(['/users/delta?$select=id,manager', '/groups/delta?$select=id,members'])(
    '%s is followed to its delta link, and on',
    async (target) => {
      const { pages, delta } = await follow(target);
      expect(pages).toBeGreaterThan(2);
      const changes = await page(delta!.slice(publicUrl.length));
      expect(JSON.stringify(changes)).toContain('"reason":"deleted"');
      expect(changes['@odata.deltaLink']).toMatch(/^https:\/\/gate\.example\/source\/(users|groups)\/delta\?/);
      expect(leaks(changes.value)).toBe(false);
    },
  );

  test.each([
    ['/users?$select=id,displayName', 'query-value-refused'],
    ['/users?$search="displayName:Ada"', 'query-not-allowed'],
    ["/users?$filter=mail+eq+'ada@acme.example'", 'query-value-refused'],
    ["/users?$filter=accountEnabled+eq+true+or+startswith(mail,'a')", 'query-value-refused'],
    ['/users?$expand=manager', 'query-not-allowed'],
    ['/users?$top=1000', 'query-value-refused'],
    ['/users/ada@acme.example', 'path-value-refused'],
    [`/users/${graphId('user', 1)}/messages`, 'path-not-allowed'],
    [`/users/${graphId('user', 1)}/authentication/methods`, 'path-not-allowed'],
    ['/me', 'path-not-allowed'],
    ['/auditLogs/signIns?$filter=userId+eq+1', 'query-value-refused'],
  ])('%s is refused, and Graph is not asked', async (target, code) => {
    const before = microsoft.graph.requests.length;
    expect(await (await source.call(target)).json()).toMatchObject({ code });
    expect(microsoft.graph.requests).toHaveLength(before);
  });

  test('an error of Graph stays here', async () => {
    const answer = await source.call(`/users/${pseudonymOf(graphId('user', 900))}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('CANARY');
  });
});

const kinds: Readonly<Record<string, string>> = {
  '#microsoft.graph.user': 'user',
  '#microsoft.graph.group': 'group',
  '#microsoft.graph.device': 'device',
  '#microsoft.graph.servicePrincipal': 'application',
};

type Scalar = string | boolean | null;

const instant = (value: unknown): Date => new Date(String(value));

const userItems = (row: GraphRow): readonly Item[] => [
  entityItem('user', String(row['id']), String(row['displayName']), {
    userName: row['userPrincipalName'] as Scalar,
    mail: row['mail'] as Scalar,
    givenName: row['givenName'] as Scalar,
    familyName: row['surname'] as Scalar,
    active: row['accountEnabled'] as Scalar,
    kind: row['userType'] as Scalar,
    externalUserState: row['externalUserState'] as Scalar,
    employeeId: row['employeeId'] as Scalar,
    employeeType: row['employeeType'] as Scalar,
    title: row['jobTitle'] as Scalar,
    department: row['department'] as Scalar,
    company: row['companyName'] as Scalar,
    location: row['officeLocation'] as Scalar,
    country: row['country'] as Scalar,
    usageLocation: row['usageLocation'] as Scalar,
    createdAt: instant(row['createdDateTime']),
    passwordChangedAt: instant(row['lastPasswordChangeDateTime']),
    hiredAt: instant(row['employeeHireDate']),
    onPremisesSynced: row['onPremisesSyncEnabled'] as Scalar,
    onPremisesAccount: row['onPremisesSamAccountName'] as Scalar,
  }),
  ...(row['assignedLicenses'] as readonly { skuId: string }[]).map(({ skuId }) =>
    linkItem(['user', String(row['id'])], ['licence', skuId]),
  ),
];

const memberLinks = (): readonly Item[] =>
  company.groups.flatMap(({ number }) => {
    const group = ['group', graphId('group', number)] as const;
    const from = (row: GraphRow) => [kinds[String(row['@odata.type'])] ?? '', String(row['id'])] as const;
    return [
      ...membersOf(company, number).flatMap((row) =>
        from(row)[0] ? [linkItem(from(row), group, { as: 'member' })] : [],
      ),
      ...ownersOf(number).map((row) => linkItem(from(row), group, { as: 'owner' })),
    ];
  });

const managerLinks = (): readonly Item[] =>
  here.flatMap(({ number, manager }) =>
    manager === undefined
      ? []
      : [linkItem(['user', graphId('user', number)], ['user', graphId('user', manager)], { as: 'manager' })],
  );

const entities = (items: readonly Item[], type: string): readonly Entity[] =>
  items.filter((item): item is Entity => item.kind === 'entity' && item.type === type);
const links = (items: readonly Item[], toType: string): readonly Relationship[] =>
  items.filter((item): item is Relationship => item.kind === 'relationship' && item.toType === toType);

describe('by import', () => {
  test('users come with everything that they are, and which licences they have', async () => {
    const { items } = await underTest({ read: ['users'] }).read();
    expect(inOrder(items)).toStrictEqual(inOrder(here.flatMap(({ number }) => userItems(userRow(number)))));
  });

  test('members, nested groups and owners come in pages of many groups, without those who were removed', async () => {
    const before = microsoft.graph.requests.length;
    const { items } = await underTest({ read: ['group-members'] }).read();
    expect(inOrder(items)).toStrictEqual(inOrder(memberLinks()));
    expect(links(items, 'group').some(({ fromType }) => fromType === 'group')).toBe(true);
    const asked = microsoft.graph.requests.slice(before);
    expect(asked.length).toBeGreaterThan(3);
    expect(new Set(asked.map(({ path }) => path))).toStrictEqual(new Set([`${version}/groups/delta`]));
  });

  test('managers come in pages of many users', async () => {
    const { items } = await underTest({ read: ['managers'] }).read();
    expect(inOrder(items)).toStrictEqual(inOrder(managerLinks()));
  });

  test('everything else is what the tenant holds', async () => {
    const { items } = await underTest({ read: Object.keys(definition.lists) }).read();
    expect(JSON.stringify(entities(items, 'user'))).not.toContain('CANARY');
    const deleted = entities(items, 'user').filter(({ attributes }) => attributes?.['deleted']);
    expect(deleted.map(({ id }) => id)).toStrictEqual(
      everybody.filter(({ status }) => status === 'deleted').map(({ number }) => graphId('user', number)),
    );
    expect(deleted[0]?.attributes).toMatchObject({
      deleted: { value: true },
      deletedAt: { type: 'dateTime', value: instant('2026-11-01T10:00:00Z') },
    });
    expect(entities(items, 'user').filter(({ attributes }) => attributes?.['active']?.value === false).length).toBe(
      everybody.filter(({ status }) => status !== 'active').length,
    );
    expect(entities(items, 'group')).toHaveLength(company.groups.length + 1);
    expect(entities(items, 'device')).toHaveLength(devices);
    expect(links(items, 'device').map(({ fromId, toId }) => [fromId, toId])).toStrictEqual(
      Array.from({ length: devices }, (_, index) => [graphId('user', index + 1), graphId('device', index + 1)]),
    );
    expect(entities(items, 'application')).toHaveLength(applications);
    expect(
      links(items, 'application')
        .filter(({ attributes }) => attributes?.['as']?.value === 'assigned')
        .map(({ fromId, toId }) => [fromId, toId]),
    ).toStrictEqual(
      Array.from({ length: applications }, (_, index) =>
        assignmentsOf(index + 1).map(([, id]) => [id, graphId('application', index + 1)]),
      ).flat(),
    );
    expect(entities(items, 'role').map(({ id }) => id)).toStrictEqual(
      [1, 2, 3, 4].map((number) => graphId('role', number)),
    );
    expect(links(items, 'role').map(({ fromType, attributes }) => [fromType, attributes?.['as']?.value])).toStrictEqual(
      [
        ['user', 'active'],
        ['user', 'active'],
        ['group', 'active'],
        ['application', 'active'],
        ['user', 'eligible'],
        ['group', 'eligible'],
      ],
    );
    expect(entities(items, 'licence').map(({ id, name }) => [id, name])).toStrictEqual([
      [graphId('licence', 1), 'ENTERPRISEPACK'],
      [graphId('licence', 2), 'Microsoft_365_Copilot'],
      [graphId('licence', 3), 'AAD_PREMIUM'],
    ]);
  });

  test('an import that is broken off after every batch is the same', async () => {
    const source = underTest();
    const whole = await source.read();
    const { items, pages } = await source.readInPages();
    expect(items).toStrictEqual(whole.items);
    expect(pages).toBeGreaterThan(20);
  });

  test('the vendor gets it by the protocol', async () => {
    const { items, error } = await underTest({ read: ['users', 'licences'] }).import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity)).toHaveLength(here.length + 3);
  });

  test('a vendor that asks for it gets only what has changed, and what is gone', async () => {
    const source = underTest();
    const whole = await source.import(undefined, { changes: true });
    expect(whole.items.length).toBeGreaterThan(100);
    const { items, cursor, error } = await source.import(whole.cursor);
    expect(error).toBeUndefined();
    const users = items.flatMap(({ entity }) => (entity?.['type'] === 'user' ? [entity] : []));
    const changedUsers = users.filter(({ attributeAssignments }) => !('deleted' in (attributeAssignments as object)));
    expect(changedUsers).toStrictEqual([
      expect.objectContaining({ id: graphId('user', 2), name: person(2).name }),
      {
        id: graphId('user', 3),
        name: graphId('user', 3),
        type: 'user',
        attributeAssignments: { removed: { boolean: true } },
      },
    ]);
    const [member] = membersOf(company, 1);
    expect(
      items.flatMap(({ relationship }) => (relationship?.['toEntityType'] === 'group' ? [relationship] : [])),
    ).toStrictEqual([
      {
        fromEntityId: member!['id'],
        fromEntityType: 'user',
        toEntityId: graphId('group', 1),
        toEntityType: 'group',
        attributeAssignments: { as: { string: 'member' }, removed: { boolean: true } },
      },
    ]);
    expect(cursor).toBeDefined();
  });

  test('only what was chosen is asked for', async () => {
    const before = microsoft.graph.requests.length;
    await underTest({ read: ['users'] }).read();
    const [first] = microsoft.graph.requests.slice(before);
    expect(first!.query.get('$top')).toBe('999');
    expect(first!.query.get('$select')?.split(',')).toHaveLength(23);
  });

  test('a further attribute of the source is selected too', async () => {
    const { items } = await underTest({
      read: ['users'],
      attributes: { users: { lastSignInAt: { column: '/signInActivity/lastSignInDateTime', type: 'dateTime' } } },
    }).read();
    expect(entities(items, 'user')[0]?.attributes?.['lastSignInAt']?.value).toStrictEqual(
      instant('2026-11-20T07:00:00Z'),
    );
  });

  test('waits as long as Graph says', async () => {
    microsoft.graph.answerNext(tooManyRequests(17), `${version}/groups`);
    const { items, slept } = await underTest({ read: ['groups'] }).read();
    expect(entities(items, 'group')).toHaveLength(company.groups.length);
    expect(Math.max(...slept)).toBeGreaterThanOrEqual(17_000);
  });

  test('an application that is gone since it was read has no assignments', async () => {
    microsoft.graph.answerNext(
      { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
      `${version}/servicePrincipals/${graphId('application', 2)}/appRoleAssignedTo`,
    );
    const { items } = await underTest({ read: ['application-assignments'] }).read();
    expect(links(items, 'application').map(({ toId }) => toId)).not.toContain(graphId('application', 2));
  });
});

describe('tokens', () => {
  test.each(['workloadIdentity', 'certificate', 'clientSecret'] as const)(
    'are obtained by %s, and renewed',
    async (way) => {
      const before = microsoft.entra.tokens.size;
      const source = underTest({}, way);
      await source.json('/subscribedSkus');
      await source.json('/subscribedSkus');
      expect(microsoft.entra.tokens.size).toBe(before + 1);
      microsoft.pass(3_700);
      await source.json('/subscribedSkus');
      expect(microsoft.entra.tokens.size).toBe(before + 2);
      expect([...microsoft.entra.tokens.values()].at(-1)).toMatchObject({
        client: microsoft.settings.clientId,
        resource: 'https://graph.microsoft.com',
      });
    },
  );

  test('the permission that the definition names is enough, and needed', async () => {
    const poor = await startMicrosoft(['User.Read.All']);
    const source = connectorUnderTest({
      source: { connector: 'entra-id', serve: ['import'], ...poor.settings },
      origins: poor.origins,
      platform: { identity: poor.identity, now: poor.now },
    });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
    const users = connectorUnderTest({
      source: {
        connector: 'entra-id',
        serve: ['import'],
        read: ['users', 'deleted-users', 'managers'],
        ...poor.settings,
      },
      origins: poor.origins,
      platform: { identity: poor.identity, now: poor.now },
    });
    expect(entities((await users.read()).items, 'user')).toHaveLength(people);
    await poor.stop();
  });

  test('of another cloud come from there', () => {
    const { document } = connectorUnderTest({
      source: {
        connector: 'entra-id',
        serve: ['import', 'proxy'],
        ...microsoft.settings,
        graphHost: 'microsoftgraph.chinacloudapi.cn',
        loginHost: 'login.chinacloudapi.cn',
        federationAudience: 'api://AzureADTokenExchangeChina',
      },
      origins: {},
    });
    const written = JSON.stringify(document.source.options);
    expect(written).toContain('"https://microsoftgraph.chinacloudapi.cn/.default"');
    expect(written).toContain('"api://AzureADTokenExchangeChina"');
    expect(written).not.toContain('microsoft.com');
    expect(written).not.toContain('microsoftonline.com');
  });
});
