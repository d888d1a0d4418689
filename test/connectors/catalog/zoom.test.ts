import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Item } from '../../../connectors/item.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { startZoom, type Zoom } from '../../standins/zoom/start-zoom.ts';
import { startZoomApi } from '../../standins/zoom/start-zoom-api.ts';
import { type ZoomUser, zoomAccount } from '../../standins/zoom/zoom-account.ts';
import { connectorUnderTest, pseudonymOf, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';

const account = zoomAccount();
const app = { accountId: 'acme-account', clientId: 'acme-client', clientSecret: 'CANARY-secret' };
const secret = { client_id: app.clientId, client_secret: app.clientSecret, account_id: app.accountId };
const scopes = Object.keys(catalogDefinition('zoom').permissions);
/** What an import needs. */
const importScopes = scopes.slice(0, 3);

let ahead = 0;
const now = () => Date.now() + ahead;
let zoom: Zoom;
let api: StandIn;

beforeAll(async () => {
  zoom = await startZoom({ ...app, scopes }, now);
  api = await startZoomApi({ account, zoom, now });
});
afterAll(() => Promise.all([zoom.stop(), api.stop()]));

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'zoom', serve: ['import', 'proxy'], ...source },
    secret,
    origins: { 'zoom.us': zoom.origin, 'api.zoom.us': api.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/zoom/${name}.json`);

/** What must not stand in any answer. */
const personal = /CANARY|@|partner|Finance|Legal|Sales/;

interface Page {
  readonly next_page_token: string;
  readonly total_records: number;
  readonly users: readonly Readonly<Record<string, string>>[];
  readonly meetings: readonly Readonly<Record<string, string>>[];
  readonly participants: readonly Readonly<Record<string, string>>[];
}

describe('by proxy', () => {
  const source = () => underTest();
  const page = async (target: string): Promise<Page> => (await source().json(target)) as Page;
  const [first] = account.meetings;
  const second = account.meetings.find(({ id }) => id !== first!.id)!;

  test.each([
    ['users', '/users?page_size=2'],
    ['users-pending', '/users?status=pending&page_size=2'],
    ['past-meeting', `/past_meetings/${pseudonymOf(first!.id)}`],
    ['past-meeting-instances', `/past_meetings/${pseudonymOf(first!.id)}/instances`],
    ['past-meeting-participants', `/past_meetings/${pseudonymOf(second.id)}/participants?page_size=3`],
    ['report-meeting', `/report/meetings/${pseudonymOf(second.id)}`],
    ['report-meeting-participants', `/report/meetings/${pseudonymOf(second.id)}/participants?page_size=3`],
  ])('%s leaves as a reviewer can read it', async (name, target) => {
    const answer = await source().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test('a user is asked about by the pseudonym of their id', async () => {
    const { users } = await page('/users?page_size=5');
    const host = users[0]!['id']!;
    expect(host).toMatch(/^sp1r\./);
    const scheduled = await page(`/users/${host}/meetings?type=previous_meetings&page_size=1`);
    await treated('user-meetings', scheduled);
    const report = await page(`/report/users/${host}/meetings?from=2026-10-01&to=2026-10-20&page_size=2`);
    await treated('report-user-meetings', report);
    expect(scheduled.meetings[0]!['host_id']).toBe(host);
    expect(report.meetings.map(({ host_id }) => host_id)).toEqual([host, host]);
    expect(JSON.stringify([scheduled, report])).not.toMatch(personal);
  });

  test('each time that a meeting was held is asked about by what stands for its UUID, slashes and all', async () => {
    for (const { id } of account.meetings) {
      const { meetings } = await page(`/past_meetings/${pseudonymOf(id)}/instances`);
      const held = account.meetings.filter((meeting) => meeting.id === id);
      for (const [index, { uuid, start_time }] of meetings.entries()) {
        expect(await page(`/past_meetings/${uuid}`)).toMatchObject({ uuid, id: pseudonymOf(id), start_time });
        expect(held[index]!.start).toBe(start_time);
      }
    }
  });

  test('who took part is found among the users, by id and by mail address', async () => {
    const { users } = await page('/users?page_size=300');
    const { participants } = await page(`/past_meetings/${pseudonymOf(second.id)}/participants`);
    const known = new Map(users.map(({ id, email }) => [id, email]));
    const inside = participants.filter(({ id }) => id !== '');
    expect(inside.length).toBeGreaterThan(1);
    for (const { id, user_email } of inside) expect(known.get(id)).toBe(user_email);
  });

  test('pages are followed through the gate to the end', async () => {
    const seen: unknown[] = [];
    const firstUuid = (await page(`/past_meetings/${pseudonymOf(first!.id)}/instances`)).meetings[0]!['uuid'];
    for (let token = '', pages = 0; pages === 0 || token !== ''; pages++) {
      const more = token && `&next_page_token=${token}`;
      const answer = await page(`/report/meetings/${firstUuid}/participants?page_size=100${more}`);
      seen.push(...answer.participants);
      token = answer.next_page_token;
    }
    expect(seen.length).toBe(first!.participants.length);
    expect(seen.length).toBeGreaterThan(300);
  });

  test.each([
    ['/users?page_size=301', 'query-value-refused'],
    ['/users?include_fields=host_key', 'query-not-allowed'],
    ['/users?status=deleted', 'query-value-refused'],
    ['/users/me', 'path-not-allowed'],
    ['/users/me/recordings', 'path-not-allowed'],
    ['/groups', 'path-not-allowed'],
    [`/past_meetings/${pseudonymOf('abc')}/instances`, 'path-value-refused'],
    ['/past_meetings/93000000000', 'pseudonym-expected'],
    ['/users/ada@acme.example/meetings', 'pseudonym-expected'],
    [`/report/users/${pseudonymOf('x')}/meetings?from=yesterday`, 'query-value-refused'],
    ['/meetings/93000000000/recordings', 'path-not-allowed'],
  ])('%s is refused, and Zoom is not asked', async (target, code) => {
    const before = api.requests.length;
    const answer = await source().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(api.requests.length).toBe(before);
  });

  test('an error of Zoom stays here', async () => {
    const answer = await source().call(`/past_meetings/${pseudonymOf(1)}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('CANARY');
  });
});

describe('by import', () => {
  const userItems = (user: ZoomUser): readonly Item[] => {
    const { status, email, type } = user;
    const common = { mail: email, status, licence: type, active: status === 'active' };
    if (status === 'pending') return [entityItem('user', email, email, common)];
    const attributes = {
      ...common,
      givenName: user.first_name,
      familyName: user.last_name,
      employeeId: user.employee_unique_id,
      department: user.dept,
      mailVerified: true,
      timeZone: user.timezone,
      createdAt: new Date(user.user_created_at!),
      lastSignInAt: new Date(user.last_login_time!),
    };
    return [
      entityItem('user', user.id!, user.display_name!, attributes),
      linkItem(['user', user.id!], ['role', user.role_id!]),
      ...user.group_ids!.map((group) => linkItem(['user', user.id!], ['group', group])),
    ];
  };

  const expected = (): readonly Item[] => [
    ...account.users.flatMap(userItems),
    ...account.groups.map(({ id, name, total_members }) => entityItem('group', id, name, { members: total_members })),
    ...account.roles.map(({ id, name, description, total_members }) =>
      entityItem('role', id, name, { description, members: total_members }),
    ),
  ];

  test('everything comes, whoever is deactivated or only invited included', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(items.filter((item) => item.kind === 'entity' && item.type === 'user').length).toBe(account.users.length);
    expect(account.users.filter(({ status }) => status === 'active').length).toBeGreaterThan(600);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(6);
  });

  test('it waits when Zoom says so, and for as long', async () => {
    api.answerNext(
      { status: 429, headers: { 'retry-after': '7' }, body: { code: 429, message: 'CANARY' } },
      '/api.zoom.us/v2/users',
    );
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(7_000);
  });

  test('a token that ended is renewed in between', async () => {
    const source = underTest();
    const before = zoom.tokens.size;
    await source.read();
    ahead += 3_600_000;
    await source.read();
    expect(zoom.tokens.size).toBe(before + 2);
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });

  test('no more scopes are asked for than an import needs', async () => {
    const before = zoom.requests.length;
    await underTest({ serve: ['import'] }).read();
    const form = new URLSearchParams(zoom.requests.slice(before)[0]!.body);
    expect(form.get('scope')?.split(' ').toSorted()).toEqual(importScopes.toSorted());
  });

  test('an app without a scope is told from a failure', async () => {
    const poor = await startZoom({ ...app, scopes: ['user:read:user:admin'] }, now);
    const strict = await startZoomApi({ account, zoom: poor, now });
    const source = underTest({}, { origins: { 'zoom.us': poor.origin, 'api.zoom.us': strict.origin } });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
    await Promise.all([poor.stop(), strict.stop()]);
  });
});
