import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { salesforceApi } from '../../standins/salesforce/salesforce-api.ts';
import { salesforceOrg } from '../../standins/salesforce/salesforce-org.ts';
import type { Row } from '../../standins/salesforce/salesforce-rows.ts';
import { type Salesforce, startSalesforce } from '../../standins/salesforce/start-salesforce.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { entitiesOf } from './support/read-items.ts';

const host = 'acme.my.salesforce.com';
const username = 'sallyport@acme.example';
const now = () => Date.parse('2026-03-02T09:00:00Z');
const org = salesforceOrg({ people: 24, groups: 6 });
const pair = rsaKey();
const client = { id: '3MVG9CANARYkey', secret: 'CANARY-secret', key: pair.publicKey, users: [username] };
const query = '/services/data/v62.0/query';

let salesforce: Salesforce;
beforeAll(async () => {
  salesforce = await startSalesforce(host, client, salesforceApi({ org, batch: 7 }), now);
});
afterAll(() => salesforce.stop());

const keySecret = {
  client_id: client.id,
  private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const source = (more: object = {}, secret: Record<string, string> = keySecret) =>
  connectorUnderTest({
    source: { connector: 'salesforce', serve: ['import', 'proxy'], domain: host, username, ...more },
    secret,
    origins: { [host]: salesforce.origin },
    platform: { now },
  });

const rows = (object: string): readonly Row[] => org[object]!;
const text = (row: Row, field: string): string => String(row[field]);
const date = (value: Row[string] | undefined): Date | undefined =>
  typeof value === 'string' ? new Date(value) : undefined;

/** A link, unless one of its ends is empty. */
const link = (
  [fromType, from]: readonly [string, Row[string] | undefined],
  [toType, to]: readonly [string, Row[string] | undefined],
  attributes: Parameters<typeof linkItem>[2] = {},
): readonly Item[] =>
  typeof from === 'string' && typeof to === 'string' ? [linkItem([fromType, from], [toType, to], attributes)] : [];

/** What the organization holds, as an import should have it. */
const expected = (): readonly Item[] => {
  const hidden = new Set(
    rows('PermissionSet').flatMap(({ Id, IsOwnedByProfile, Type }) =>
      IsOwnedByProfile || Type === 'Group' ? [Id] : [],
    ),
  );
  const users = new Set(rows('User').map(({ Id }) => Id));
  return [
    ...rows('User').flatMap((user) => [
      entityItem('user', text(user, 'Id'), text(user, 'Name'), {
        userName: user['Username'],
        mail: user['Email'],
        givenName: user['FirstName'],
        familyName: user['LastName'],
        active: user['IsActive'],
        kind: user['UserType'],
        title: user['Title'],
        department: user['Department'],
        employeeId: user['EmployeeNumber'],
        federationId: user['FederationIdentifier'],
        createdAt: date(user['CreatedDate']),
        lastSignInAt: date(user['LastLoginDate']),
        passwordChangedAt: date(user['LastPasswordChangeDate']),
        updatedAt: date(user['LastModifiedDate']),
      }),
      ...link(['user', user['Id']], ['profile', user['ProfileId']]),
      ...link(['user', user['Id']], ['role', user['UserRoleId']]),
      ...link(['user', user['Id']], ['user', user['ManagerId']], { as: 'manager' }),
    ]),
    ...rows('Profile').flatMap((profile) => [
      entityItem('profile', text(profile, 'Id'), text(profile, 'Name'), { kind: 'Standard' }),
      ...link(['profile', profile['Id']], ['licence', profile['UserLicenseId']]),
    ]),
    ...rows('UserRole').flatMap((role) => [
      entityItem('role', text(role, 'Id'), text(role, 'Name'), { apiName: role['DeveloperName'] }),
      ...link(['role', role['Id']], ['role', role['ParentRoleId']]),
    ]),
    ...[...rows('UserLicense'), ...rows('PermissionSetLicense')].map((licence) => {
      const item = entityItem(
        'licence',
        text(licence, 'Id'),
        text(licence, 'MasterLabel' in licence ? 'MasterLabel' : 'Name'),
        {
          status: licence['Status'],
          total: licence['TotalLicenses'],
          used: licence['UsedLicenses'],
        },
      );
      const expires = date(licence['ExpirationDate']);
      return expires && item.kind === 'entity'
        ? { ...item, attributes: { ...item.attributes, expiresOn: { type: 'date' as const, value: expires } } }
        : item;
    }),
    ...rows('PermissionSetLicenseAssign').flatMap((each) =>
      link(['user', each['AssigneeId']], ['licence', each['PermissionSetLicenseId']]),
    ),
    ...rows('PermissionSet')
      .filter(({ Id }) => !hidden.has(Id))
      .map((set) =>
        entityItem('permissionSet', text(set, 'Id'), text(set, 'Label'), { apiName: set['Name'], kind: 'Regular' }),
      ),
    ...rows('PermissionSetGroup').map((group) =>
      entityItem('permissionSetGroup', text(group, 'Id'), 'Analysts', {
        apiName: 'Analysts',
        description: 'Read much',
        status: 'Updated',
      }),
    ),
    ...rows('PermissionSetGroupComponent').flatMap((each) =>
      link(['permissionSetGroup', each['PermissionSetGroupId']], ['permissionSet', each['PermissionSetId']]),
    ),
    ...rows('PermissionSetAssignment').flatMap((each) => [
      ...(hidden.has(each['PermissionSetId']!)
        ? []
        : link(['user', each['AssigneeId']], ['permissionSet', each['PermissionSetId']], {
            until: date(each['ExpirationDate']),
          })),
      ...link(['user', each['AssigneeId']], ['permissionSetGroup', each['PermissionSetGroupId']]),
    ]),
    ...rows('Group').flatMap((group) => [
      entityItem('group', text(group, 'Id'), String(group['Name'] ?? group['DeveloperName'] ?? group['Type']), {
        apiName: group['DeveloperName'],
        kind: group['Type'],
        mail: group['Email'],
        createdAt: date(group['CreatedDate']),
      }),
      ...link(['group', group['Id']], ['role', group['RelatedId']]),
    ]),
    ...rows('GroupMember').flatMap((each) =>
      link([users.has(each['UserOrGroupId']!) ? 'user' : 'group', each['UserOrGroupId']], ['group', each['GroupId']]),
    ),
  ];
};

/** The queries that the definition lets a vendor send, without times. */
const queries: Readonly<Record<string, string>> = {
  User: 'Id, Email, IsActive, UserType, Department, ManagerId, ProfileId, UserRoleId, LastLoginDate, CreatedDate, LastModifiedDate',
  Account:
    'Id, OwnerId, ParentId, Type, Industry, LastActivityDate, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById',
  Opportunity:
    'Id, OwnerId, AccountId, StageName, IsClosed, IsWon, CloseDate, LastActivityDate, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById',
  Case: 'Id, OwnerId, AccountId, ContactId, Status, Priority, Origin, IsClosed, ClosedDate, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById',
  Event:
    'Id, OwnerId, WhoId, WhatId, AccountId, Subject, StartDateTime, EndDateTime, DurationInMinutes, IsAllDayEvent, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById',
  Task: 'Id, OwnerId, WhoId, WhatId, AccountId, Subject, Status, Priority, TaskSubtype, ActivityDate, CompletedDateTime, IsClosed, CallType, CallDurationInSeconds, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById',
};
const target = (soql: string): string => `${query}?q=${encodeURIComponent(soql)}`;
const soqlOf = (object: string, rest = ''): string => `SELECT ${queries[object]} FROM ${object}${rest}`;

describe('the proxy', () => {
  test.each(Object.keys(queries))('%s leaves without names, mails and texts', async (object) => {
    const gate = source();
    const response = await gate.call(target(soqlOf(object, ' ORDER BY LastModifiedDate')));
    const body = await response.text();
    expect(response.status).toBe(200);
    const { records, ...page } = JSON.parse(body) as { records: object[] };
    expect(records.length).toBeGreaterThanOrEqual(5);
    const shown = { ...page, records: records.slice(0, 2) };
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(`treated/salesforce/${object}.json`);
    expect(body).not.toMatch(/CANARY|005000|003000|acme\.example/);
    expect(Object.keys(records[0]!).length).toBe(queries[object]!.split(',').length + 1);
    expect(JSON.stringify(gate.log)).not.toMatch(/CANARY|005000/);
  });

  test('takes times', async () => {
    const gate = source();
    const between = ' WHERE LastModifiedDate >= 2025-03-02T10:00:00Z AND LastModifiedDate < 2025-03-02T12:00:00Z';
    expect(await gate.json(target(soqlOf('Event', between)))).toMatchObject({ totalSize: 2, done: true });
  });

  test('is followed to the end', async () => {
    const gate = source();
    const seen = new Set<string>();
    for (let next: string | undefined = target(soqlOf('User')), pages = 0; next !== undefined && pages < 10; pages++) {
      const body = (await gate.json(next)) as { nextRecordsUrl?: string; records: { Id: string }[] };
      for (const { Id } of body.records) seen.add(Id);
      next = body.nextRecordsUrl;
    }
    expect(seen.size).toBe(24);
  });

  test.each([
    "SELECT Id, Email FROM User WHERE Email = 'ada@acme.example'",
    'SELECT Id, Description FROM Event',
    'SELECT Id FROM ContentVersion',
    soqlOf('User', " WHERE LastModifiedDate >= 2025-03-02T10:00:00Z AND Department = 'Legal'"),
    soqlOf('User', ' LIMIT 1'),
    `${soqlOf('User')} `,
    soqlOf('User').toLowerCase(),
  ])('%s is not a query that a vendor may send', async (soql) => {
    const before = salesforce.requests.length;
    const response = await source().call(target(soql));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'query-value-refused']);
    expect(salesforce.requests).toHaveLength(before);
  });

  test.each([
    ['GET', '/services/data/v62.0/sobjects/User/describe'],
    ['GET', '/services/data/v62.0/search?q=FIND'],
    ['GET', '/services/data/v62.0/query/../sobjects'],
    ['POST', '/services/data/v62.0/sobjects/User'],
    ['GET', '/services/apexrest/x'],
  ])('%s %s does not reach Salesforce', async (method, path) => {
    const before = salesforce.requests.length;
    const response = await source().call(path, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(salesforce.requests).toHaveLength(before);
  });
});

describe('an import', () => {
  test('reads all that the organization holds', async () => {
    const { items } = await source().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const active = entitiesOf(items, 'user').map(({ attributes }) => attributes?.['active']?.value);
    expect(new Set(active)).toEqual(new Set([true, false]));
  });

  test('reads fields of the organization itself, where a source names them', async () => {
    const { items } = await source({ read: ['users'], attributes: { users: { about: 'AboutMe' } } }).read();
    expect(entitiesOf(items, 'user')[0]!.attributes).toMatchObject({ about: { value: 'CANARY about' } });
  });

  test('reads only users who have changed, where the vendor asks for changes', async () => {
    const since = Date.parse(text(rows('User')[11]!, 'LastModifiedDate'));
    const gate = source({ read: ['users'] });
    const { cursor } = await gate.import(undefined, { changes: true });
    const { options } = (await gate.openCursor((cursor as { changes: string }).changes)) as { options: string };
    const changes = await gate.sealCursor({ options, position: { changes: { users: { since } } } });
    const { items } = await gate.import({ changes });
    const changed = rows('User').filter(({ LastModifiedDate }) => Date.parse(String(LastModifiedDate)) >= since);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(rows('User').length);
    expect(items.flatMap(({ entity }) => entity?.['id'] ?? []).toSorted()).toStrictEqual(
      changed.map(({ Id }) => Id).toSorted(),
    );
  });

  test('goes on after every batch where it was broken off', async () => {
    const { items, pages } = await source().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(15);
  });

  test('says that a field can not be seen', async () => {
    const gate = source({ read: ['users'], attributes: { users: { badge: 'Badge__c' } } });
    await expect(gate.read()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('waits where the organization has used up its requests', async () => {
    const body = [{ message: 'CANARY', errorCode: 'REQUEST_LIMIT_EXCEEDED' }];
    salesforce.answerNext({ status: 403, headers: { 'retry-after': '60' }, body }, `/${host}${query}`);
    const { items, slept } = await source({ read: ['roles'] }).read();
    expect(entitiesOf(items, 'role')).toHaveLength(3);
    expect(slept).toContain(60_000);
  });

  test('begins a session again that has ended', async () => {
    const gate = source({ read: ['roles'] });
    await gate.read();
    salesforce.tokens.clear();
    expect(entitiesOf((await gate.read()).items, 'role')).toHaveLength(3);
    expect(salesforce.tokens.size).toBe(1);
  });
});

describe('the token', () => {
  test('is had for an assertion, without a secret', async () => {
    await source({ read: ['roles'] }).read();
    const asked = salesforce.requests.findLast(({ path }) => path.endsWith('/oauth2/token'))!;
    expect(asked.body).toContain('jwt-bearer');
    expect(asked.body).not.toContain('CANARY-secret');
  });

  test('is had for a client secret', async () => {
    const secret = { client_id: client.id, client_secret: client.secret };
    const { items } = await source({ authentication: 'clientSecret', read: ['roles'] }, secret).read();
    expect(entitiesOf(items, 'role')).toHaveLength(3);
  });

  test('is not had for a user who is not approved', async () => {
    await expect(source({ username: 'other@acme.example', read: ['roles'] }).read()).rejects.toThrow();
  });
});
