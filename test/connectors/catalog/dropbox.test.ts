import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Item } from '../../../connectors/item.ts';
import { type Dropbox, startDropbox } from '../../standins/dropbox/start-dropbox.ts';
import { connectorUnderTest, pseudonymOf, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { refreshTokenBySignIn } from './support/sign-in.ts';

const host = 'api.dropboxapi.com';
const app = {
  clientId: 'acme-key',
  clientSecret: 'CANARY-app-secret',
  redirectUri: 'http://127.0.0.1:8400/callback',
  scopes: Object.keys(catalogDefinition('dropbox').permissions),
};
const client = { client_id: app.clientId, client_secret: app.clientSecret };

let ahead = 0;
const now = () => Date.parse('2025-06-01T08:00:00Z') + ahead;
let dropbox: Dropbox;
let refresh_token: string;

beforeAll(async () => {
  dropbox = await startDropbox({ app, now });
  refresh_token = await refreshTokenBySignIn({
    source: underTest({}, { secret: client }),
    redirectUri: app.redirectUri,
    secret: client,
    origins: { [host]: dropbox.origin },
    consent: dropbox.consent,
  });
});
afterAll(() => dropbox.stop());

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'dropbox', serve: ['import', 'proxy'], ...source },
    secret: () => ({ ...client, refresh_token }),
    origins: { [host]: dropbox.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/dropbox/${name}.json`);

/** What must not stand in any answer: content, mail and IP addresses, ids of people, and whatever else a canary was put into. */
const personal = /CANARY|canary|@|dbmid:|dbid:|dsid:|192\.0\.2|198\.51|Finance|Legal|Sales/;

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

interface Events {
  readonly events: readonly { readonly actor: { readonly user?: { readonly account_id: string } } }[];
  readonly cursor: string;
  readonly has_more: boolean;
}

describe('by proxy', () => {
  test.each<[string, string, object]>([
    ['members', '/team/members/list_v2', { limit: 3, include_removed: true }],
    ['groups', '/team/groups/list', { limit: 2 }],
    ['devices', '/team/devices/list_members_devices', { include_web_sessions: false }],
    [
      'events',
      '/team_log/get_events',
      { limit: 3, time: { start_time: '2025-05-01T00:00:00Z' }, category: { '.tag': 'file_operations' } },
    ],
  ])('%s leave as a reviewer can read it', async (name, target, body) => {
    const answer = (await underTest().json(target, post(body))) as Record<string, unknown>;
    expect(JSON.stringify({ ...answer, cursor: '' })).not.toMatch(personal);
    const { devices } = answer as { devices?: readonly unknown[] };
    await treated(name, {
      ...answer,
      ...(devices && { devices: devices.slice(0, 2) }),
      cursor: typeof answer['cursor'],
    });
  });

  test('a list is read to its end, and events of somebody by their pseudonym', async () => {
    const source = underTest();
    const read = async (path: string, further: string, name: string, body: object): Promise<object[]> => {
      const rows: object[] = [];
      for (let page: Record<string, unknown> | undefined; !page || page['has_more']; ) {
        const asked = page ? [further, { cursor: page['cursor'] }] : [path, body];
        page = (await source.json(asked[0] as string, post(asked[1] as object))) as Record<string, unknown>;
        rows.push(...(page[name] as object[]));
      }
      return rows;
    };
    const whole = { include_removed: true };
    const members = await read('/team/members/list_v2', '/team/members/list/continue_v2', 'members', whole);
    expect(members.length).toBe(dropbox.team.members.length);
    expect(members.length).toBeGreaterThan(100);

    const events = await read('/team_log/get_events', '/team_log/get_events/continue', 'events', { limit: 25 });
    expect(events.length).toBe(dropbox.team.events.length);
    const account_id = (events as Events['events'])[0]!.actor.user!.account_id;
    const known = members.map((member) => (member as { profile: { account_id: string } }).profile.account_id);
    expect(known).toContain(account_id);
    const own = (await source.json('/team_log/get_events', post({ account_id }))) as Events;
    expect(own.events.length).toBeGreaterThan(0);
    for (const event of own.events) expect(JSON.stringify(event)).toContain(account_id);
  });

  test.each<[string, object, string]>([
    ['/team/members/list_v2', { limit: 1_001 }, 'body-refused'],
    ['/team/members/list_v2', { limit: 1, include_deleted: true }, 'body-refused'],
    ['/team/devices/list_members_devices', { include_web_sessions: true }, 'body-refused'],
    ['/team_log/get_events', { category: { '.tag': 'Not a tag' } }, 'body-refused'],
    ['/team/members/get_info_v2', { members: [] }, 'path-not-allowed'],
    ['/files/list_folder', { path: '' }, 'path-not-allowed'],
    ['/team/members/remove', {}, 'path-not-allowed'],
  ])('%s with %j is refused, and Dropbox is not asked', async (target, body, code) => {
    const before = dropbox.requests.length;
    const answer = await underTest().call(target, post(body));
    expect(await answer.json()).toMatchObject({ code });
    expect(dropbox.requests.length).toBe(before);
  });

  test('an error of Dropbox stays here', async () => {
    const answer = await underTest().call('/team/groups/list/continue', post({ cursor: pseudonymOf('none') }));
    expect(answer.status).toBe(409);
    expect(await answer.text()).not.toMatch(/CANARY/);
  });
});

describe('by import', () => {
  const expected = (): readonly Item[] => {
    const { roles, members, groups, devices } = dropbox.team;
    const time = (value: unknown) => (value === undefined ? undefined : new Date(value as string));
    return [
      ...roles.map(({ role_id, name, description }) => entityItem('role', role_id, name, { description })),
      ...members.flatMap(({ profile, roles: own }) => {
        const { team_member_id: id, email, account_id, status, groups: inside } = profile;
        const { display_name, given_name, surname } = profile['name'] as Record<string, string>;
        const user = entityItem('user', id, display_name!, {
          mail: email,
          mailVerified: profile['email_verified'] as boolean,
          givenName: given_name,
          familyName: surname,
          status: status['.tag'],
          membership: (profile['membership_type'] as { '.tag': string })['.tag'],
          accountId: account_id,
          externalId: profile['external_id'] as string | undefined,
          invitedAt: time(profile['invited_on']),
          joinedAt: time(profile['joined_on']),
          suspendedAt: time(profile['suspended_on']),
        });
        return [
          user,
          ...inside.map((group) => linkItem(['user', id], ['group', group])),
          ...own.map(({ role_id }) => linkItem(['user', id], ['role', role_id])),
        ];
      }),
      ...groups.map((group) => {
        const { group_id, group_name, group_external_id, member_count } = group;
        const managedBy = (group['group_management_type'] as { '.tag': string })['.tag'];
        const attributes = { externalId: group_external_id as string, managedBy, members: member_count as number };
        return entityItem('group', group_id, group_name, attributes);
      }),
      ...devices.flatMap(({ team_member_id, desktop_clients, mobile_clients }) =>
        [...desktop_clients, ...mobile_clients].flatMap((device) => {
          const { session_id, host_name, device_name, platform, os_version, client_version } = device as Record<
            string,
            string
          >;
          const device_ = entityItem('device', session_id!, (host_name ?? device_name)!, {
            kind: (device['client_type'] as { '.tag': string })['.tag'],
            operatingSystem: platform ?? os_version,
            clientVersion: client_version,
            createdAt: time(device['created']),
            lastUsedAt: time(device['updated']),
          });
          return [device_, linkItem(['user', team_member_id], ['device', session_id!])];
        }),
      ),
    ];
  };

  test('everything comes, whoever is invited, suspended or removed included', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const states = new Set(dropbox.team.members.map(({ profile }) => profile.status['.tag']));
    expect([...states].toSorted()).toEqual(['active', 'invited', 'removed', 'suspended']);
  });

  test('owners of groups come if they are named', async () => {
    const { items } = await underTest({ read: ['groupOwners'] }).read();
    const owners = dropbox.team.groups.flatMap(({ group_id }) => {
      const first = dropbox.team.members.find(({ profile }) => profile.groups.includes(group_id));
      return first ? [linkItem(['user', first.profile.team_member_id], ['group', group_id], { as: 'owner' })] : [];
    });
    expect(inOrder(items)).toEqual(inOrder(owners));
    expect(owners.length).toBeGreaterThan(5);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(4);
  });

  test('it waits when Dropbox says so, and for as long', async () => {
    const body = { error_summary: 'too_many_requests/..', error: { '.tag': 'too_many_requests' }, CANARY: true };
    const path = `/${host}/2/team/members/list/continue_v2`;
    dropbox.answerNext({ status: 429, headers: { 'retry-after': '15' }, body }, path);
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(15_000);
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });
});

describe('the sign-in of an administrator', () => {
  test('its tokens are renewed when they ended, by the same refresh token', async () => {
    const source = underTest();
    await source.read();
    const before = dropbox.given();
    ahead += 14_400_000;
    await source.read();
    ahead += 14_400_000;
    await source.json('/team/groups/list', post({ limit: 1 }));
    expect(dropbox.given()).toBe(before + 2);
  });

  test('an app without a scope is told from a token that ended', async () => {
    const poor = { ...app, scopes: ['members.read'] };
    const strict = await startDropbox({ app: poor, now });
    const source = underTest({ read: ['groups'] }, { origins: { [host]: strict.origin } });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
    await strict.stop();
  });

  test('no more scopes are asked for than what is read needs', () => {
    const { document } = underTest({ serve: ['import'], read: ['users', 'groups'] });
    expect(JSON.stringify(document)).toContain('"scopes":["members.read","groups.read"]');
  });
});
