import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anthropicOrganization, userId } from '../../standins/anthropic/anthropic-organization.ts';
import { startAnthropic } from '../../standins/anthropic/start-anthropic.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entitiesOf, linksOf, valuesOf } from './support/read-items.ts';

const acme = anthropicOrganization();
let anthropic: StandIn;

beforeAll(async () => {
  const keys = {
    'sk-ant-admin01-CANARY': 'admin',
    'sk-ant-api01-CANARY': 'enterprise',
    'sk-ant-api03-CANARY': 'model',
  } as const;
  anthropic = await startAnthropic({ organization: acme, keys, now: Date.now });
});
afterAll(() => anthropic.stop());

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'anthropic', serve: ['import', 'proxy'], ...source },
    secret: { key: 'sk-ant-admin01-CANARY' },
    origins: { 'api.anthropic.com': anthropic.origin },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/anthropic/${name}.json`);

/** What must not stand in any answer. */
const personal = /CANARY|@acme/;

interface List {
  readonly data: readonly Readonly<Record<string, string>>[];
  readonly has_more: boolean;
  readonly last_id: string;
  readonly next_page: string | null;
}

describe('by proxy', () => {
  const page = async (target: string) => (await underTest().json(target)) as List;

  test.each([
    ['users', '/organizations/users?limit=2'],
    ['workspaces', '/organizations/workspaces?include_archived=true&limit=6'],
    ['workspace-members', '/organizations/workspaces/wrkspc_1/members?limit=2'],
    ['api-keys', '/organizations/api_keys?status=active&limit=5'],
    [
      'messages',
      '/organizations/usage_report/messages?starting_at=2026-10-01T00:00:00Z&bucket_width=1d&group_by[]=model&group_by[]=workspace_id&limit=2',
    ],
    ['costs', '/organizations/cost_report?starting_at=2026-10-01T00:00:00Z&group_by[]=description&limit=2'],
    ['claude-code', '/organizations/usage_report/claude_code?starting_at=2026-10-01&limit=3'],
  ])('%s leave as a reviewer can read them', async (name, target) => {
    const answer = await underTest().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test.each([
    ['/organizations/users', acme.users.length],
    ['/organizations/workspaces/wrkspc_1/members', acme.workspaces[0]!.members.size],
    ['/organizations/api_keys', acme.keys.length],
  ])('%s goes on after the last id, a pseudonym or not, to the end', async (path, total) => {
    let seen = 0;
    for (let after: string | null = ''; after !== null; ) {
      const answer: List = await page(`${path}?limit=100${after && `&after_id=${after}`}`);
      seen += answer.data.length;
      after = answer.has_more ? answer.last_id : null;
    }
    expect(seen).toBe(total);
  });

  test('who works with Claude Code is read to the end, and found among the users by mail address', async () => {
    const { data: users } = await page('/organizations/users?limit=100');
    const known = new Set(users.map(({ email }) => email));
    const seen: { actor: Readonly<Record<string, string>> }[] = [];
    for (let token: string | null = ''; token !== null; ) {
      const start = '/organizations/usage_report/claude_code?starting_at=2026-10-01&limit=20';
      const answer: List = await page(`${start}${token && `&page=${token}`}`);
      seen.push(...(answer.data as unknown as typeof seen));
      token = answer.next_page;
    }
    expect(seen.length).toBe(45);
    const people = seen.filter(({ actor }) => actor['type'] === 'user_actor');
    expect(people.length).toBe(30);
    for (const { actor } of people) expect(known.has(actor['email_address']!)).toBe(true);
  });

  test('the version of the API is the gate’s to say', async () => {
    const answer = await underTest().call('/organizations/users', { headers: { 'anthropic-version': '2020-01-01' } });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['/messages', 'path-not-allowed'],
    ['/organizations/me', 'path-not-allowed'],
    ['/organizations/users/user_1', 'path-not-allowed'],
    ['/organizations/users?email=somebody@acme.example', 'query-not-allowed'],
    ['/organizations/users?limit=101', 'query-value-refused'],
    ['/organizations/usage_report/claude_code?starting_at=2026-10-01T00:00:00Z', 'query-value-refused'],
    ['/organizations/usage_report/messages?group_by[]=account_id', 'query-value-refused'],
  ])('%s is refused, and Anthropic is not asked', async (target, code) => {
    const before = anthropic.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(anthropic.requests.length).toBe(before);
  });

  test.each([
    ['sk-ant-api03-CANARY', 'source-forbidden', 'access-denied'],
    ['sk-ant-wrong', 'source-unauthorized', 'credentials-refused'],
  ])('with the key %s nothing is read', async (key, code, problem) => {
    const source = underTest({}, { secret: { key } });
    expect(await (await source.call('/organizations/users')).json()).toMatchObject({ code });
    await expect(source.read()).rejects.toMatchObject({ code: problem });
    expect(JSON.stringify(source.log)).not.toContain('CANARY');
  });
});

describe('by import', () => {
  const inUse = acme.workspaces.filter(({ isArchived }) => !isArchived);

  test('all that the organization holds is read', async () => {
    const { items } = await underTest().read();
    const users = entitiesOf(items, 'user');
    expect(users.map(({ id }) => id)).toEqual(acme.users.map(({ number }) => userId(number)));
    for (const [index, { name, mail, hired, number }] of acme.users.entries()) {
      expect(users[index]!.name).toBe(name);
      const role = number % 30 ? 'developer' : 'admin';
      expect(valuesOf(users[index]!.attributes)).toEqual({ mail, role, joinedAt: new Date(`${hired}T08:00:00Z`) });
    }
    expect(entitiesOf(items, 'workspace').map(({ id, name }) => [id, name])).toEqual(
      inUse.map(({ id, name }) => [id, name]),
    );
    expect(linksOf(items, 'user', 'workspace')).toEqual(
      inUse.flatMap(({ id, members }) => [...members].map(([number, role]) => [userId(number), id, { role }])),
    );
    const keys = entitiesOf(items, 'apiKey');
    expect(keys.map(({ id, attributes }) => [id, valuesOf(attributes)['status']])).toEqual(
      acme.keys.map(({ id, status }) => [id, status]),
    );
    const links = linksOf(items, 'user', 'apiKey').map(([from, to, { as }]) => [from, to, as]);
    expect(links).toEqual(
      acme.keys.flatMap(({ id, creator, principal }) => [
        ...(creator === undefined ? [] : [[userId(creator), id, 'creator']]),
        ...(principal === undefined ? [] : [[userId(principal), id, 'principal']]),
      ]),
    );
    expect(linksOf(items, 'apiKey', 'workspace').map(([from, to]) => [from, to])).toEqual(
      acme.keys.flatMap(({ id, workspace }) => (workspace === null ? [] : [[id, workspace]])),
    );
    expect(JSON.stringify(items)).not.toContain('sk-ant');
  });

  test('members and groups of a Claude Enterprise organization are read by its own key', async () => {
    const source = underTest(
      { read: ['users', 'invites', 'groups', 'groupMembers'] },
      { secret: { key: 'sk-ant-api01-CANARY' } },
    );
    const { items } = await source.read();
    expect(entitiesOf(items, 'group').map(({ id, name }) => [id, name])).toEqual(
      acme.groups.map(({ id, name }) => [id, name]),
    );
    expect(linksOf(items, 'user', 'group').map(([from, to]) => [from, to])).toEqual(
      acme.groups.flatMap(({ id, members }) => members.map((number) => [userId(number), id])),
    );
    expect(entitiesOf(items, 'invitation').map(({ name }) => name)).toEqual(
      [1, 2, 3].map((number) => `guest.${number}@acme.example`),
    );
    await expect(underTest({ read: ['groups'] }).read()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('an import that is broken off after every batch reads the same', async () => {
    const whole = await underTest().read();
    const { items, pages } = await underTest().readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(5);
  });

  test('it comes back when there were too many requests, and when Anthropic has too much to do', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'CANARY' } };
    anthropic.answerNext({ status: 529, body: error });
    anthropic.answerNext({ status: 429, headers: { 'retry-after': '20' }, body: error });
    const { items, slept } = await underTest({ read: ['users'] }).read();
    expect(items.length).toBe(acme.users.length);
    expect(slept.some((milliseconds) => milliseconds >= 20_000)).toBe(true);
  });

  test('a vendor gets it all by the protocol', async () => {
    const { items, error } = await underTest({ read: ['users'] }).import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity).length).toBe(acme.users.length);
  });
});
