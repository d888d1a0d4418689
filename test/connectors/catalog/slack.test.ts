import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import type { SlackMember } from '../../standins/slack/slack-organization.ts';
import { type Slack, startSlack } from '../../standins/slack/start-slack.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';
import { everyEndpoint } from './support/every-endpoint.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { entitiesOf } from './support/read-items.ts';

const now = () => Date.parse('2026-03-02T09:00:00Z');
const size = { people: 24, groups: 7 };
const workspaceScopes = ['users:read', 'users:read.email', 'usergroups:read', 'channels:read', 'groups:read'];
const allScopes = [...workspaceScopes, 'channels:history', 'groups:history', 'discovery:read', 'admin.analytics:read'];

let slack: Slack;
beforeAll(async () => {
  const app = { clientId: '123.456', clientSecret: 'CANARY-secret', scopes: workspaceScopes };
  slack = await startSlack({ size, largestPage: 9, app, now });
  slack.tokens.set('xoxp-CANARY-all', { scopes: allScopes });
  slack.tokens.set('xoxb-CANARY-workspace', { scopes: workspaceScopes });
  slack.tokens.set('xoxp-CANARY-organization', {
    scopes: ['admin.users:read', 'admin.teams:read', ...workspaceScopes],
    isOfOrganization: true,
  });
});
afterAll(() => slack.stop());

const source = (token: string, more: object = {}) =>
  connectorUnderTest({
    source: { connector: 'slack', serve: ['import', 'proxy'], endpoints: everyEndpoint('slack'), ...more },
    secret: { token },
    origins: { 'slack.com': slack.origin },
    platform: { now },
  });

describe('the proxy', () => {
  const endpoints = [
    ['discovery.enterprise.info', ''],
    ['discovery.users.list', '?limit=3&include_deleted=true'],
    ['discovery.user.conversations', '?user={person}'],
    ['discovery.conversations.list', '?limit=2&only_public=true'],
    ['discovery.conversations.recent', '?limit=10'],
    ['discovery.conversations.info', '?channel=C01CHANNEL'],
    ['discovery.conversations.members', '?channel=C01CHANNEL&limit=2'],
    ['discovery.conversations.history', '?channel=C01CHANNEL&limit=7&reactions=1&oldest=1740000000'],
    ['admin.analytics.getFile', '?type=member&date=2026-02-28'],
    ['users.list', '?limit=3'],
    ['usergroups.list', '?include_users=true&include_disabled=true'],
    ['conversations.list', '?types=public_channel,private_channel&limit=3'],
    ['conversations.members', '?channel=C01CHANNEL&limit=3'],
    ['conversations.history', '?channel=C02CHANNEL&limit=5'],
    ['conversations.replies', '?channel=C02CHANNEL&ts=1740902400.020000&limit=2'],
  ] as const;

  /** A pseudonym of somebody, as the vendor has it from a list. */
  const person = async (gate: ReturnType<typeof source>): Promise<string> => {
    const { members } = (await gate.json('/users.list?limit=1')) as { members: [{ id: string }] };
    return members[0].id;
  };

  test.each(endpoints)('%s leaves without names, mails and texts', async (name, query) => {
    const gate = source('xoxp-CANARY-all');
    const target = `/${name}${query.replace('{person}', await person(gate))}`;
    const response = await gate.call(target);
    const text = await response.text();
    expect(response.status).toBe(200);
    const answers = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { error?: string });
    expect(answers[0]!.error).toBeUndefined();
    const shown = `${JSON.stringify(answers.length === 1 ? answers[0] : answers, null, 2)}\n`;
    await expect(shown).toMatchFileSnapshot(`treated/slack/${name}.json`);
    expect(text).not.toMatch(/CANARY|U0\d{6}X|acme\.example/);
    for (const { real_name } of slack.organization.members) expect(text).not.toContain(real_name);
    expect(JSON.stringify(gate.log)).not.toMatch(/CANARY|U0\d{6}X/);
  });

  test.each([
    ['users.list', 'members', 'cursor', (body: Body) => body.response_metadata?.next_cursor, 24],
    ['discovery.users.list?include_deleted=true', 'users', 'offset', (body: Body) => body.offset, 24],
    ['discovery.conversations.history?channel=C01CHANNEL', 'messages', 'latest', (body: Body) => body.offset, 12],
    [
      'conversations.history?channel=C01CHANNEL',
      'messages',
      'cursor',
      (body: Body) => body.response_metadata?.next_cursor,
      12,
    ],
  ])('%s is followed to its end', async (target, rows, parameter, nextOf, count) => {
    const gate = source('xoxp-CANARY-all');
    const seen = new Set<string>();
    for (let next: string | undefined = '', pages = 0; next !== undefined && pages < 20; pages++) {
      const more = next === '' ? '' : `&${parameter}=${encodeURIComponent(next)}`;
      const body = (await gate.json(`/${target}${target.includes('?') ? '&' : '?'}limit=5${more}`)) as Body;
      for (const row of body[rows] as { id?: string; ts?: string }[]) seen.add(row.id ?? row.ts ?? '');
      next = nextOf(body) || undefined;
    }
    expect(seen.size).toBe(count);
  });

  test('the analytics of public channels leave without their names', async () => {
    const response = await source('xoxp-CANARY-all').call(
      '/admin.analytics.getFile?type=public_channel&date=2026-02-28',
    );
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(text.trim().split('\n')).toHaveLength(3);
    expect(text).toContain('"channel_id":"C01CHANNEL"');
    expect(text).not.toContain('CANARY');
  });

  test('what Slack refuses leaves as a code', async () => {
    const gate = source('xoxb-CANARY-workspace');
    const body = await gate.json('/discovery.users.list');
    expect(body).toEqual({ ok: false, error: 'missing_scope' });
  });

  test.each([
    ['POST', '/chat.postMessage'],
    ['GET', '/search.messages?query=salaries'],
    ['GET', '/files.list'],
    ['GET', '/discovery.conversations.search?query=salaries'],
    ['GET', '/discovery.user.info?user=U0000001X'],
    ['GET', '/users.list?limit=100000'],
    ['GET', '/conversations.list?types=im'],
    ['GET', '/admin.analytics.getFile?type=public_channel&metadata_only=true'],
    ['GET', '/conversations.history?channel=C01CHANNEL&oldest=yesterday'],
  ])('%s %s does not reach Slack', async (method, target) => {
    const gate = source('xoxp-CANARY-all');
    const before = slack.requests.length;
    const response = await gate.call(target, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(slack.requests).toHaveLength(before);
  });
});

interface Body extends Readonly<Record<string, unknown>> {
  readonly offset?: string;
  readonly response_metadata?: { readonly next_cursor?: string };
}

const instant = (seconds: unknown): Date | undefined => (seconds ? new Date(Number(seconds) * 1_000) : undefined);
const profileOf = (member: SlackMember) =>
  member['profile'] as { email: string; title: string; display_name: string; guest_expiration_ts?: number };

/** The flags of a member that both lists of them have. */
const flagsOf = (member: SlackMember) => ({
  userName: member['name'] as string,
  mail: profileOf(member).email,
  bot: member['is_bot'] as boolean,
  guest: member['is_restricted'] as boolean,
});
const moreFlagsOf = (member: SlackMember) => ({
  administrator: member['is_admin'] as boolean,
  owner: member['is_owner'] as boolean,
  primaryOwner: member['is_primary_owner'] as boolean,
  singleChannelGuest: member['is_ultra_restricted'] as boolean,
  twoFactor: member['has_2fa'] as boolean,
});

const expectedUsers = (): readonly Item[] =>
  slack.organization.members.map((member) =>
    entityItem('user', member.id, member['real_name'] as string, {
      ...flagsOf(member),
      ...moreFlagsOf(member),
      displayName: profileOf(member).display_name,
      title: profileOf(member).title,
      timeZone: 'Europe/Brussels',
      deleted: member.deleted,
      guestUntil: instant(profileOf(member).guest_expiration_ts),
      updatedAt: instant(member['updated']),
    }),
  );

const expectedGroups = (): readonly Item[] =>
  slack.organization.groups.flatMap((group) => [
    entityItem('group', group.id, group['name'] as string, {
      handle: group['handle'] as string,
      description: group['description'] as string,
      fromIdentityProvider: group['is_idp_group'] as boolean,
      createdAt: instant(group['date_create']),
      updatedAt: instant(group['date_update']),
      disabledAt: instant(group['date_delete']),
    }),
    ...group.users.map((user) => linkItem(['user', user], ['group', group.id])),
  ]);

const expectedChannels = (): readonly Item[] =>
  slack.organization.channels.flatMap(({ row, members }) => [
    entityItem('channel', row.id, row['name'] as string, {
      private: row.is_private,
      archived: row['is_archived'] as boolean,
      sharedExternally: row['is_ext_shared'] as boolean,
      members: row['num_members'] as number,
      createdAt: instant(row['created']),
    }),
    linkItem(['user', row['creator'] as string], ['channel', row.id], { as: 'creator' }),
    ...members.map((user) => linkItem(['user', user], ['channel', row.id], { as: 'member' })),
  ]);

/** Those who are active say more, and which workspaces they are in. */
const expectedOrganization = (): readonly Item[] => [
  ...slack.organization.teams.map((team, at) =>
    entityItem('workspace', team, `Workspace ${at}`, { url: `https://acme-${at}.slack.com/`, visibility: 'open' }),
  ),
  ...slack.organization.members.flatMap((member) => [
    entityItem('user', member.id, member['real_name'] as string, {
      ...flagsOf(member),
      ...(!member.deleted && { ...moreFlagsOf(member), federated: true }),
      active: !member.deleted,
      createdAt: instant(member['updated']),
    }),
    ...(member.deleted ? [] : member.teams.map((team) => linkItem(['user', member.id], ['workspace', team]))),
  ]),
];

describe('an import', () => {
  test('reads everybody and every group of a workspace, and who is in it', async () => {
    const { items } = await source('xoxb-CANARY-workspace').read();
    expect(inOrder(items)).toEqual(inOrder([...expectedUsers(), ...expectedGroups()]));
    const deleted = entitiesOf(items, 'user').map(({ attributes }) => attributes?.['deleted']?.value);
    expect(new Set(deleted)).toEqual(new Set([true, false]));
  });

  test('reads channels and who is in them, if it is told to', async () => {
    const { items } = await source('xoxb-CANARY-workspace', { read: ['channels', 'channelMembers'] }).read();
    expect(inOrder(items)).toEqual(inOrder(expectedChannels()));
  });

  test('reads an organization as its administrators see it', async () => {
    const read = ['workspaces', 'organizationUsers', 'deactivatedUsers'];
    const { items } = await source('xoxp-CANARY-organization', { read }).read();
    expect(inOrder(items)).toEqual(inOrder(expectedOrganization()));
  });

  test('names the workspace where the token is of an organization', async () => {
    const gate = source('xoxp-CANARY-organization', { teamId: 'T0ACME0001', read: ['users'] });
    expect(entitiesOf((await gate.read()).items, 'user')).toHaveLength(24);
    const without = source('xoxp-CANARY-organization', { read: ['users'] });
    await expect(without.read()).rejects.toMatchObject({
      code: 'source-failed',
      message: 'users: the source answers that it could not do this: check the settings of this source',
    });
  });

  test('goes on after every batch where it was broken off', async () => {
    const gate = source('xoxb-CANARY-workspace', { read: ['users', 'groups', 'channels', 'channelMembers'] });
    const { items, pages } = await gate.readInPages();
    expect(items.filter(({ kind }) => kind !== 'log')).toEqual(
      (await gate.read()).items.filter(({ kind }) => kind !== 'log'),
    );
    expect(pages).toBeGreaterThan(5);
  });

  test('reaches the vendor by its protocol', async () => {
    const { items, error } = await source('xoxb-CANARY-workspace').import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity)).toHaveLength(size.people + size.groups);
  });

  test.each([
    [{ status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } }, 7_000],
    [{ status: 200, headers: { 'retry-after': '3' }, body: { ok: false, error: 'ratelimited' } }, 3_000],
  ])('waits as long as Slack says: %j', async (answer, wait) => {
    slack.answerNext(answer, '/slack.com/api/users.list');
    const { items, slept } = await source('xoxb-CANARY-workspace').read();
    expect(entitiesOf(items, 'user')).toHaveLength(size.people);
    expect(slept).toContain(wait);
  });

  test.each(['fatal_error', 'internal_error', 'service_unavailable'])('asks again after %s', async (error) => {
    slack.answerNext({ status: 200, body: { ok: false, error } }, '/slack.com/api/users.list');
    const { items, slept } = await source('xoxb-CANARY-workspace').read();
    expect(entitiesOf(items, 'user')).toHaveLength(size.people);
    expect(slept).toHaveLength(1);
  });

  test.each([
    ['missing_scope', 'access-denied'],
    ['not_allowed_token_type', 'access-denied'],
    ['invalid_auth', 'credentials-refused'],
    ['token_revoked', 'credentials-refused'],
    ['something_new', 'source-failed'],
  ])('ends with %s as %s', async (error, code) => {
    slack.answerNext({ status: 200, body: { ok: false, error } }, '/slack.com/api/users.list');
    await expect(source('xoxb-CANARY-workspace').read()).rejects.toMatchObject({ code });
  });

  test('finds no user groups where the plan has none', async () => {
    slack.answerNext(
      { status: 200, body: { ok: false, error: 'plan_upgrade_required' } },
      '/slack.com/api/usergroups.list',
    );
    const { items } = await source('xoxb-CANARY-workspace').read();
    expect(entitiesOf(items, 'group')).toEqual([]);
    expect(entitiesOf(items, 'user')).toHaveLength(size.people);
  });
});

test('tokens that rotate are renewed, each by the refresh token before', async () => {
  let time = now();
  const rotating = await startSlack({
    size,
    app: { clientId: '123.456', clientSecret: 'CANARY-secret', scopes: workspaceScopes },
    now: () => time,
  });
  try {
    const gate = connectorUnderTest({
      source: { connector: 'slack', serve: ['import', 'proxy'], authentication: 'rotation' },
      secret: { client_id: '123.456', client_secret: 'CANARY-secret', refresh_token: 'xoxe-1-CANARY-0' },
      origins: { 'slack.com': rotating.origin },
      platform: { now: () => time },
    });
    const refreshes = () => rotating.requests.filter(({ path }) => path.endsWith('oauth.v2.access')).length;
    expect(await gate.json('/users.list?limit=1')).toMatchObject({ ok: true });
    time += 11 * 3_600_000;
    await gate.json('/users.list?limit=1');
    time += 2 * 3_600_000;
    expect(await gate.json('/users.list?limit=1')).toMatchObject({ ok: true });
    expect(refreshes()).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(gate.log)).not.toContain('CANARY');
  } finally {
    await rotating.stop();
  }
});
