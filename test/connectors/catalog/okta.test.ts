import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorNamed } from '../../../connectors/index.ts';
import type { Item } from '../../../connectors/item.ts';
import { type Okta, startOkta } from '../../standins/okta/start-okta.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { entitiesOf } from './support/read-items.ts';

const host = 'acme.okta.com';
const start = Date.parse('2026-03-02T09:00:00Z');
const size = { people: 24, groups: 6 };
const scopes = ['users', 'groups', 'apps', 'roles', 'devices', 'logs'].map((name) => `okta.${name}.read`);
const pair = rsaKey();
const app = { clientId: '0oaCANARYclient', keys: { k1: pair.publicKey }, scopes };
const keySecret = {
  client_id: app.clientId,
  private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

let time = start;
let okta: Okta;
beforeAll(async () => {
  okta = await startOkta({ host, app, apiTokens: ['00CANARYtoken'], size, largestPage: 7, now: () => time });
});
afterAll(() => okta.stop());

const gateTo = (standIn: Okta, more: object = {}, secret: Record<string, string> = keySecret) =>
  connectorUnderTest({
    source: { connector: 'okta', serve: ['import', 'proxy'], domain: host, keyId: 'k1', ...more },
    secret,
    origins: { [host]: standIn.origin },
    platform: { now: () => time },
  });
const source = (more: object = {}) => gateTo(okta, more);

/** What the organization holds, as an import should have it. */
const expected = (): readonly Item[] => {
  const { users, groups, applications, roles, devices } = okta.organization;
  return [
    ...users.map((user) => {
      const profile = user['profile'] as Record<string, string | null>;
      return entityItem('user', user.id, profile['displayName'] ?? profile['login']!, {
        userName: profile['login'],
        mail: profile['email'],
        givenName: profile['firstName'],
        familyName: profile['lastName'],
        status: user.status,
        title: profile['title'],
        department: profile['department'],
        division: profile['division'],
        costCenter: profile['costCenter'],
        employeeId: profile['employeeNumber'],
        manager: profile['managerId'],
        country: profile['countryCode'],
        createdAt: date(user['created']),
        activatedAt: date(user['activated']),
        statusChangedAt: date(user['statusChanged']),
        lastSignInAt: date(user['lastLogin']),
        passwordChangedAt: date(user['passwordChanged']),
        updatedAt: date(user['lastUpdated']),
      });
    }),
    ...groups.flatMap(({ row, members }) => {
      const { name, description } = row['profile'] as { name: string; description: string };
      return [
        entityItem('group', row.id, name, {
          description,
          kind: row['type'] as string,
          createdAt: date(row['created']),
          updatedAt: date(row['lastUpdated']),
          membershipUpdatedAt: date(row['lastMembershipUpdated']),
        }),
        ...members.map((id) => linkItem(['user', id], ['group', row.id])),
      ];
    }),
    ...applications.flatMap(({ row, users: assigned, groups: assignedGroups }) => [
      entityItem('application', row.id, row['label'] as string, {
        kind: row['name'] as string,
        status: row['status'] as string,
        signOnMode: row['signOnMode'] as string,
        createdAt: date(row['created']),
        updatedAt: date(row['lastUpdated']),
      }),
      ...assigned.map((each) =>
        linkItem(['user', each.id], ['application', row.id], {
          assignment: each['scope'] as string,
          status: each['status'] as string,
          userName: (each['credentials'] as { userName: string }).userName,
          since: date(each['created']),
        }),
      ),
      ...assignedGroups.map((each) =>
        linkItem(['group', each.id], ['application', row.id], { priority: each['priority'] as number }),
      ),
    ]),
    ...Object.entries(roles).flatMap(([user, assignments]) =>
      assignments.flatMap((role) => {
        const id = role['id'] as string;
        return [
          entityItem('roleAssignment', id, role['label'] as string, {
            role: role['type'] as string,
            customRole: role['role'] as string | undefined,
            assignment: role['assignmentType'] as string,
            status: role['status'] as string,
            createdAt: date(role['created']),
          }),
          linkItem(['user', user], ['roleAssignment', id]),
        ];
      }),
    ),
    ...devices.flatMap((device) => {
      const profile = device['profile'] as Record<string, string | boolean>;
      const { users: owners } = device['_embedded'] as { users: [{ managementStatus: string; user: { id: string } }] };
      const id = device['id'] as string;
      return [
        entityItem('device', id, profile['displayName'] as string, {
          status: device['status'] as string,
          operatingSystem: profile['platform'],
          model: profile['model'],
          operatingSystemVersion: profile['osVersion'],
          registered: profile['registered'],
          createdAt: date(device['created']),
          updatedAt: date(device['lastUpdated']),
        }),
        ...owners.map((each) =>
          linkItem(['user', each.user.id], ['device', id], { management: each.managementStatus }),
        ),
      ];
    }),
  ];
};

const date = (text: unknown): Date | undefined => (typeof text === 'string' ? new Date(text) : undefined);

const everyList = [
  'users',
  'groups',
  'groupMembers',
  'applications',
  'applicationUsers',
  'applicationGroups',
  'administratorRoles',
  'devices',
];

describe('the proxy', () => {
  const person = async (gate: ReturnType<typeof source>): Promise<string> => {
    const [first] = (await gate.json('/users?limit=1')) as [{ id: string }];
    return first.id;
  };

  test.each([
    ['users', '/users?limit=3'],
    ['user', '/users/{person}'],
    ['groups', '/groups?limit=3'],
    ['group-users', '/groups/00g1/users?limit=2'],
    ['apps', '/apps?limit=3'],
    ['app-users', '/apps/0oa0/users?limit=3'],
    ['logs', '/logs?since=2025-03-01T00:00:00Z&limit=3&sortOrder=ASCENDING'],
  ])('%s leave without names, mails and texts', async (name, target) => {
    const gate = source();
    const response = await gate.call(target.replace('{person}', await person(gate)));
    const text = await response.text();
    expect(response.status).toBe(200);
    await expect(`${JSON.stringify(JSON.parse(text), null, 2)}\n`).toMatchFileSnapshot(`treated/okta/${name}.json`);
    expect(text).not.toMatch(/CANARY|00u0|acme\.example|192\.0\.2/);
    for (const user of okta.organization.users) expect(text).not.toContain((user['profile'] as Profile).lastName);
    expect(JSON.stringify(gate.log)).not.toMatch(/CANARY|00u0/);
  });

  test.each([
    ['/users?limit=200', 'id', 0],
    ['/users?limit=200&filter=lastUpdated%20gt%20%221970-01-01T00:00:00Z%22', 'id', 24],
    ['/logs?since=2025-03-01T00:00:00Z', 'uuid', 12],
  ])('%s is followed by its links to the end', async (target, key, count) => {
    const gate = source();
    const seen = new Set<unknown>();
    for (let next: string | undefined = target, pages = 0; next !== undefined && pages < 20; pages++) {
      const response = await gate.call(next);
      for (const row of (await response.json()) as Record<string, unknown>[]) seen.add(row[key]);
      const [, link] =
        /<https:\/\/gate\.example\/source([^>]*)>; rel="?next"?/.exec(response.headers.get('link') ?? '') ?? [];
      next = link;
    }
    const here = okta.organization.users.filter(({ status }) => status !== 'DEPROVISIONED').length;
    expect(seen.size).toBe(count || here);
  });

  test.each([
    ['GET', '/users?search=profile.salary%20gt%201'],
    ['GET', '/users?q=ada'],
    ['GET', '/users?filter=profile.email%20eq%20%22ada@acme.example%22'],
    ['GET', '/users/ada@acme.example'],
    ['GET', '/users/me'],
    ['GET', '/users/me/factors'],
    ['POST', '/users'],
    ['DELETE', '/groups/00g1'],
    ['GET', '/logs?q=ada'],
    ['GET', '/logs?filter=actor.alternateId%20eq%20%22ada@acme.example%22'],
    ['GET', '/logs?since=yesterday'],
    ['GET', '/policies?type=OKTA_SIGN_ON'],
  ])('%s %s does not reach Okta', async (method, target) => {
    const gate = source();
    const before = okta.requests.length;
    const response = await gate.call(target, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(okta.requests).toHaveLength(before);
  });
});

interface Profile {
  readonly lastName: string;
}

describe('an import', () => {
  test('reads all that the organization holds', async () => {
    const { items } = await source({ read: everyList }).read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const statuses = new Set(entitiesOf(items, 'user').map(({ attributes }) => attributes?.['status']?.value));
    expect(statuses).toEqual(new Set(['ACTIVE', 'SUSPENDED', 'DEPROVISIONED']));
  });

  test('leaves out devices, unless it is told to read them', async () => {
    const { items } = await source().read();
    expect(entitiesOf(items, 'device')).toEqual([]);
    expect(entitiesOf(items, 'roleAssignment')).toHaveLength(3);
  });

  test('reads attributes of the organization itself, where a source names them', async () => {
    const { items } = await source({
      read: ['users'],
      attributes: { users: { badge: '/profile/CANARY_badge' } },
    }).read();
    expect(entitiesOf(items, 'user')[0]!.attributes).toMatchObject({ badge: { value: 'CANARY badge' } });
  });

  test('goes on after every batch where it was broken off', async () => {
    const gate = source({ read: everyList });
    const { items, pages } = await gate.readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(10);
  });

  test('reads only users who have changed, where the vendor asks for changes', async () => {
    const gate = source({ read: ['users'] });
    const whole = await gate.import(undefined, { changes: true });
    expect(whole.items.filter(({ entity }) => entity)).toHaveLength(size.people);
    const { items, error } = await gate.import(whole.cursor);
    expect([error, items.filter(({ entity }) => entity)]).toEqual([undefined, []]);
    const asked = okta.requests.findLast(({ path }) => path.endsWith('/users'))!;
    expect(asked.query.get('filter')).toBe('lastUpdated gt "2026-03-02T08:58:00.000Z"');
  });

  test('waits until the next minute when Okta says so', async () => {
    const reset = String(start / 1_000 + 42);
    okta.answerNext({ status: 429, headers: { 'x-rate-limit-reset': reset }, body: {} }, `/${host}/api/v1/groups`);
    time = start;
    const { items, slept } = await source({ read: ['groups'] }).read();
    expect(entitiesOf(items, 'group')).toHaveLength(size.groups + 1);
    expect(slept).toContain(42_000);
  });

  test('asks once more with another token when one is refused', async () => {
    const gate = source({ read: ['groups'] });
    await gate.read();
    okta.tokens.clear();
    expect(entitiesOf((await gate.read()).items, 'group')).toHaveLength(size.groups + 1);
  });

  test('ends where the administrator granted too little', async () => {
    okta.answerNext({ status: 403, body: { errorCode: 'E0000006' } }, `/${host}/api/v1/groups`);
    await expect(source({ read: ['groups'] }).read()).rejects.toMatchObject({ code: 'access-denied' });
  });
});

test.each([
  ['key', 'untick Require Demonstrating Proof of Possession', 'Security > API > Tokens'],
  ['apiToken', 'Security > API > Tokens', 'untick Require Demonstrating Proof of Possession'],
])('the guide says what to do for the way %s alone', (authentication, said, notSaid) => {
  const { document } = source({ authentication });
  const steps = connectorNamed('okta')!.guide!(document.source.options, { gateway: 'acme', source: 'idp' } as never);
  const lines = steps.flatMap((step) => step.lines).join('\n');
  expect(lines).toContain(said);
  expect(lines).not.toContain(notSaid);
  expect(lines).toContain('okta.groups.read');
});

describe('the token', () => {
  test('is asked for with a signed assertion, for no more than what is read and served', async () => {
    const own = await startOkta({ host, app, size, now: () => time });
    try {
      const gate = gateTo(own, { serve: ['import'], read: ['groups', 'groupMembers'] });
      await gate.read();
      expect([...own.tokens.values()].map(({ scopes: granted }) => granted)).toEqual([['okta.groups.read']]);
    } finally {
      await own.stop();
    }
  });

  test('is asked for again when it is over', async () => {
    const gate = source();
    await gate.json('/groups?limit=1');
    const before = okta.tokens.size;
    time += 2 * 3_600_000;
    await gate.json('/groups?limit=1');
    expect(okta.tokens.size).toBe(before + 1);
    time = start;
  });

  test('may be one of an administrator', async () => {
    const gate = gateTo(okta, { authentication: 'apiToken', keyId: undefined }, { token: '00CANARYtoken' });
    expect(await gate.json('/groups?limit=1')).toHaveLength(1);
    expect(entitiesOf((await gate.read()).items, 'user')).toHaveLength(size.people);
  });

  test('must not be bound to a key: then it is said what to change', async () => {
    const bound = await startOkta({ host, app: { ...app, needsProofOfPossession: true }, size, now: () => time });
    try {
      await expect(gateTo(bound).read()).rejects.toThrow('let it give bearer tokens');
    } finally {
      await bound.stop();
    }
  });
});
