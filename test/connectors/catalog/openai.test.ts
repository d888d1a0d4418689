import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import { openaiOrganization, userId } from '../../standins/openai/openai-organization.ts';
import { startOpenAI } from '../../standins/openai/start-openai.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entitiesOf, linksOf, valuesOf } from './support/read-items.ts';

const acme = openaiOrganization();
let openai: StandIn;

beforeAll(async () => {
  const keys = { 'sk-admin-CANARY': 'admin', 'sk-proj-CANARY': 'project' } as const;
  openai = await startOpenAI({ organization: acme, keys, now: Date.now });
});
afterAll(() => openai.stop());

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'openai', serve: ['import', 'proxy'], ...source },
    secret: { token: 'sk-admin-CANARY' },
    origins: { 'api.openai.com': openai.origin },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/openai/${name}.json`);

/** What must not stand in any answer. */
const personal = /CANARY|@acme|203\.0\.113/;

interface List {
  readonly data: readonly Readonly<Record<string, string>>[];
  readonly has_more: boolean;
  readonly last_id: string;
  readonly next: string;
  readonly next_page: string;
}

describe('by proxy', () => {
  const page = async (target: string) => (await underTest().json(target)) as List;

  test.each([
    ['users', '/organization/users?limit=2'],
    ['groups', '/organization/groups?limit=2&order=asc'],
    ['group-users', '/organization/groups/group_1/users?limit=2'],
    ['projects', '/organization/projects?include_archived=true&limit=4'],
    ['project-users', '/organization/projects/proj_1/users?limit=2'],
    [
      'completions',
      '/organization/usage/completions?start_time=1790000000&bucket_width=1d&group_by[]=user_id&group_by[]=model&limit=2',
    ],
    ['embeddings', '/organization/usage/embeddings?start_time=1790000000&group_by[]=project_id&limit=1'],
    ['images', '/organization/usage/images?start_time=1790000000&limit=1'],
    ['costs', '/organization/costs?start_time=1790000000&group_by[]=line_item&limit=2'],
    ['audit-logs', '/organization/audit_logs?effective_at[gte]=1790000000&event_types[]=login.succeeded&limit=3'],
  ])('%s leave as a reviewer can read them', async (name, target) => {
    const answer = await underTest().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test.each([
    ['/organization/users', acme.users.length],
    ['/organization/groups/group_1/users', acme.groups[0]!.users.length],
    ['/organization/projects/proj_1/users', acme.projects[0]!.users.size],
    ['/organization/audit_logs', 130],
  ])('%s goes on after a pseudonym that is sent back, to the end', async (path, total) => {
    let seen = 0;
    for (let after: string | null = ''; after !== null; ) {
      const answer: List = await page(`${path}?limit=100${after && `&after=${after}`}`);
      seen += answer.data.length;
      after = answer.has_more ? (answer.last_id ?? answer.next) : null;
    }
    expect(seen).toBe(total);
  });

  test('reports go on to their end', async () => {
    let seen = 0;
    for (let token: string | null = ''; token !== null; ) {
      const start = '/organization/usage/completions?start_time=1790000000&limit=7';
      const answer: List = await page(`${start}${token && `&page=${token}`}`);
      seen += answer.data.length;
      token = answer.next_page;
    }
    expect(seen).toBe(20);
  });

  test('a person is the same in every answer', async () => {
    const { data: users } = await page('/organization/users?limit=100');
    const usage = await page('/organization/usage/completions?start_time=1790000000&group_by[]=user_id&limit=7');
    const used = (usage.data as unknown as { results: { user_id: string }[] }[]).map(
      ({ results }) => results[0]!.user_id,
    );
    expect(used).toEqual(users.slice(0, 7).map(({ id }) => id));
  });

  test.each([
    ['/chat/completions', 'path-not-allowed'],
    ['/files', 'path-not-allowed'],
    ['/organization/admin_api_keys', 'path-not-allowed'],
    ['/organization/users?limit=101', 'query-value-refused'],
    ['/organization/users?emails[]=somebody@acme.example', 'query-not-allowed'],
    ['/organization/usage/completions?start_time=yesterday', 'query-value-refused'],
    ['/organization/audit_logs?actor_emails[]=somebody@acme.example', 'query-not-allowed'],
  ])('%s is refused, and OpenAI is not asked', async (target, code) => {
    const before = openai.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(openai.requests.length).toBe(before);
  });

  test.each([
    ['sk-proj-CANARY', 'source-forbidden', 'access-denied'],
    ['sk-wrong', 'source-unauthorized', 'credentials-refused'],
  ])('with the key %s nothing is read', async (token, code, problem) => {
    const source = underTest({}, { secret: { token } });
    expect(await (await source.call('/organization/users')).json()).toMatchObject({ code });
    await expect(source.read()).rejects.toMatchObject({ code: problem });
    expect(JSON.stringify(source.log)).not.toContain('CANARY');
  });
});

describe('by import', () => {
  const everything = Object.keys(catalogDefinition('openai').lists);

  test('all that the organization holds is read', async () => {
    const { items } = await underTest({ read: everything }).read();
    const users = entitiesOf(items, 'user');
    expect(users.map(({ id }) => id)).toEqual(acme.users.map(({ number }) => userId(number)));
    for (const [index, { name, mail, status, hired }] of acme.users.entries()) {
      expect(users[index]!.name).toBe(name);
      expect(valuesOf(users[index]!.attributes)).toMatchObject({
        mail,
        active: status === 'active',
        joinedAt: new Date(`${hired}T08:00:00Z`),
      });
    }
    expect(acme.users.some(({ status }) => status === 'disabled')).toBe(true);

    expect(entitiesOf(items, 'group').map(({ id, name }) => [id, name])).toEqual(
      acme.groups.map(({ id, name }) => [id, name]),
    );
    expect(linksOf(items, 'user', 'group').map(([from, to]) => [from, to])).toEqual(
      acme.groups.flatMap(({ id, users: members }) => members.map((number) => [userId(number), id])),
    );
    expect(entitiesOf(items, 'role').map(({ id }) => id)).toEqual(acme.roles);
    expect(linksOf(items, 'group', 'role').map(([from, to]) => [from, to])).toEqual(
      acme.groups.flatMap(({ id, roles }) => roles.map((role) => [id, role])),
    );
    expect(linksOf(items, 'user', 'role').length).toBeGreaterThan(acme.users.length);

    const inUse = acme.projects.filter(({ isArchived }) => !isArchived);
    const projects = entitiesOf(items, 'project');
    expect(projects.map(({ id }) => id).toSorted()).toEqual(acme.projects.map(({ id }) => id).toSorted());
    for (const { id, attributes } of projects) {
      const { isArchived } = acme.projects.find((project) => project.id === id)!;
      expect(valuesOf(attributes)['status']).toBe(isArchived ? 'archived' : 'active');
      expect('archivedAt' in attributes!).toBe(isArchived);
    }
    expect(linksOf(items, 'user', 'project').map(([from, to, { role }]) => [from, to, role])).toEqual(
      inUse.flatMap(({ id, users: members }) => [...members].map(([number, role]) => [userId(number), id, role])),
    );
    expect(linksOf(items, 'group', 'project').map(([from, to]) => [from, to])).toEqual(
      inUse.flatMap(({ id, groups }) => groups.map((group) => [group, id])),
    );
    expect(entitiesOf(items, 'serviceAccount').map(({ id }) => id)).toEqual(
      inUse.flatMap(({ serviceAccounts }) => serviceAccounts),
    );
    expect(linksOf(items, 'user', 'apiKey').map(([from, to]) => [from, to])).toEqual(
      acme.keys.map((number) => [userId(number), `key_${number}`]),
    );
    expect(JSON.stringify(items)).not.toContain('sk-admin');
  });

  test('an import that is broken off after every batch reads the same', async () => {
    const whole = await underTest().read();
    const { items, pages } = await underTest().readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(5);
  });

  test('it comes back when it is told that there were too many requests', async () => {
    openai.answerNext({ status: 429, headers: { 'retry-after': '20' }, body: { error: { message: 'CANARY' } } });
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
