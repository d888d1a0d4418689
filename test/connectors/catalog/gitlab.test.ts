import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GitLabMembers, gitlabInstallation } from '../../standins/gitlab/gitlab-group.ts';
import { type GitLab, startGitLab } from '../../standins/gitlab/start-gitlab.ts';
import { connectorUnderTest, pseudonymOf, type TestedSource } from './support/connector-under-test.ts';
import { entitiesOf, linksOf, valuesOf } from './support/read-items.ts';

const acme = gitlabInstallation();
const seats = acme.people.filter(({ status }) => status === 'active');
/** What the vendor sends for a project. */
const project = pseudonymOf(70_001);
const groups = [acme.top, ...acme.groups];
const application = { id: 'acme-app', secret: 'CANARY-secret', refreshToken: 'CANARY-refresh' };

let ahead = 0;
const now = () => Date.now() + ahead;
let gitlab: GitLab;

beforeAll(async () => {
  gitlab = await startGitLab({
    installation: acme,
    tokens: {
      'glpat-CANARY': { scopes: ['read_api'] },
      'glpat-api': { scopes: ['read_user'] },
      'glpat-root': { scopes: ['read_api'], isAdministrator: true },
    },
    application,
    now,
  });
});
afterAll(() => gitlab.stop());
beforeEach(() => {
  ahead = 0;
});

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'gitlab', serve: ['import', 'proxy'], group: '4213', ...source },
    secret: { token: 'glpat-CANARY' },
    origins: { 'gitlab.com': gitlab.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/gitlab/${name}.json`);

/** What must not stand in any answer. */
const personal = /CANARY|@acme|203\.0\.113/;
const names = new RegExp(seats.map(({ mail }) => mail.split('@')[0]!.replaceAll('.', '\\.')).join('|'));

describe('by proxy', () => {
  test.each([
    ['billable-members', '/groups/4213/billable_members?per_page=3'],
    ['groups', '/groups/4213/descendant_groups?per_page=3'],
    ['members', '/groups/4213/members?per_page=2'],
    ['projects', '/groups/4213/projects?include_subgroups=true&order_by=id&sort=asc&per_page=2'],
    ['merge-requests', '/groups/4213/merge_requests?state=all&scope=all&updated_after=2026-01-01T00:00:00Z&per_page=3'],
    ['approvals', `/projects/${project}/merge_requests/7/approvals`],
    ['merge-request-notes', `/projects/${project}/merge_requests/7/notes?sort=asc`],
    ['merge-request-commits', `/projects/${project}/merge_requests/7/commits`],
    ['commits', `/projects/${project}/repository/commits?with_stats=true&per_page=2`],
    ['issues', '/groups/4213/issues?state=all&per_page=4'],
    ['issue-notes', `/projects/${project}/issues/3/notes?per_page=2`],
    ['events', `/projects/${project}/events?after=2026-09-30&per_page=2`],
    ['audit-events', '/groups/4213/audit_events?created_after=2026-01-01T00:00:00Z&per_page=2'],
  ])('%s leave as a reviewer can read them', async (name, target) => {
    const answer = await underTest().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    expect(JSON.stringify(answer)).not.toMatch(names);
    await treated(name, answer);
  });

  test('a person is the same in every answer, and so is a mail address', async () => {
    const source = underTest();
    const members = (await source.json('/groups/4213/billable_members?per_page=100')) as Record<string, string>[];
    const known = new Map(members.map(({ id, username }) => [id, username]));
    const requests = (await source.json('/groups/4213/merge_requests?per_page=20')) as {
      author: Record<string, string>;
    }[];
    for (const { author } of requests) expect(known.get(author['id'])).toBe(author['username']);
    const [commit] = (await source.json(`/projects/${project}/repository/commits`)) as Record<string, string>[];
    expect(members.map(({ email }) => email)).toContain(commit!['author_email']);
  });

  test('pages are counted through the gate to the end', async () => {
    const source = underTest();
    let seen = 0;
    for (let page: string | null = '1'; page; ) {
      const answer: Response = await source.call(`/groups/4213/billable_members?per_page=100&page=${page}`);
      expect(answer.headers.get('x-total')).toBe(String(seats.length));
      seen += ((await answer.json()) as unknown[]).length;
      page = answer.headers.get('x-next-page');
    }
    expect(seen).toBe(seats.length);
  });

  test.each([
    ['/groups/4214/projects', 'path-not-allowed'],
    ['/groups/acme/members', 'path-value-refused'],
    ['/users', 'path-not-allowed'],
    ['/groups/4213/merge_requests?search=secret', 'query-not-allowed'],
    ['/groups/4213/merge_requests?per_page=101', 'query-value-refused'],
    ['/groups/4213/issues?scope=created_by_me', 'query-value-refused'],
    [`/projects/${project}/repository/files/README.md`, 'path-not-allowed'],
    [`/projects/${project}/merge_requests/7/changes`, 'path-not-allowed'],
    [`/projects/${project}/repository/commits?path=src`, 'query-not-allowed'],
  ])('%s is refused, and GitLab is not asked', async (target, code) => {
    const before = gitlab.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(gitlab.requests.length).toBe(before);
  });

  test.each([
    ['glpat-api', 'source-forbidden'],
    ['glpat-wrong', 'source-unauthorized'],
  ])('with the token %s nothing is read', async (token, code) => {
    const source = underTest({}, { secret: { token } });
    expect(await (await source.call('/groups/4213/projects')).json()).toMatchObject({ code });
    await expect(source.read()).rejects.toMatchObject({
      code: code === 'source-forbidden' ? 'access-denied' : 'credentials-refused',
    });
  });
});

describe('by import', () => {
  const pairs = (id: number, members: GitLabMembers) =>
    [...members].map(([user, level]) => [String(user), String(id), level] as const);
  const levels = (links: ReturnType<typeof linksOf>) =>
    links.map(([from, to, { accessLevel }]) => [from, to, accessLevel] as const);

  test('all that the group holds is read', async () => {
    const { items } = await underTest().read();
    const users = entitiesOf(items, 'user');
    expect(users.map(({ id }) => Number(id))).toEqual(seats.map(({ number }) => number));
    for (const [index, { name, mail, number, hired }] of seats.entries()) {
      const { name: shown, attributes } = users[index]!;
      expect(shown).toBe(name);
      expect(valuesOf(attributes)).toMatchObject({
        userName: mail.split('@')[0],
        status: 'active',
        createdAt: new Date(`${hired}T08:00:00Z`),
        ...(number % 3 && { mail }),
      });
    }

    expect(entitiesOf(items, 'group').map(({ id }) => Number(id))).toEqual(groups.map(({ id }) => id));
    expect(linksOf(items, 'group', 'group').map(([from, to]) => [Number(from), Number(to)])).toEqual(
      acme.groups.map(({ id, parent }) => [id, parent]),
    );
    expect(levels(linksOf(items, 'user', 'group'))).toEqual(groups.flatMap(({ id, members }) => pairs(id, members)));

    expect(entitiesOf(items, 'project').map(({ id }) => Number(id))).toEqual(acme.projects.map(({ id }) => id));
    expect(linksOf(items, 'project', 'group').map(([from, to]) => [Number(from), Number(to)])).toEqual(
      acme.projects.map(({ id, group }) => [id, group]),
    );
    expect(levels(linksOf(items, 'user', 'project'))).toEqual(
      acme.projects.flatMap(({ id, members }) => pairs(id, members)),
    );
    const shared = acme.projects.flatMap(({ id, sharedWith }) => pairs(id, sharedWith));
    expect(shared.length).toBeGreaterThan(5);
    expect(levels(linksOf(items, 'group', 'project'))).toEqual(shared);
    const [[, , membership]] = linksOf(items, 'user', 'group') as [ReturnType<typeof linksOf>[number]];
    expect(membership['since']).toEqual(new Date('2026-10-02T09:30:00.123Z'));
  });

  test('an administrator reads all accounts, blocked ones too', async () => {
    const { items } = await underTest({ read: ['accounts'] }, { secret: { token: 'glpat-root' } }).read();
    const users = entitiesOf(items, 'user');
    expect(users.map(({ id }) => Number(id))).toEqual(acme.people.map(({ number }) => number));
    const stateOf = ({ status }: (typeof acme.people)[number]) => (status === 'active' ? 'active' : 'blocked');
    expect(users.map(({ attributes }) => valuesOf(attributes)['status'])).toEqual(acme.people.map(stateOf));
    expect(valuesOf(users[0]!.attributes)).toMatchObject({ administrator: true, mail: acme.people[0]!.mail });
    await expect(underTest({ read: ['accounts'] }).read()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('an import that is broken off after every batch reads the same', async () => {
    const whole = await underTest().read();
    const { items, pages } = await underTest().readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(10);
  });

  test('it waits as long as GitLab says', async () => {
    const path = '/gitlab.com/api/v4/groups/4213/billable_members';
    gitlab.answerNext({ status: 429, headers: { 'retry-after': '30' }, body: 'Retry later' }, path);
    const reset = String(Math.ceil(now() / 1_000) + 90);
    gitlab.answerNext({ status: 429, headers: { 'ratelimit-reset': reset }, body: 'Retry later' }, path);
    const { items, slept } = await underTest({ read: ['users'] }).read();
    expect(items.length).toBe(seats.length);
    expect(slept.some((milliseconds) => milliseconds >= 30_000 && milliseconds < 36_000)).toBe(true);
    expect(slept.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(85_000);
  });

  test('a vendor gets it all by the protocol', async () => {
    const { items, error } = await underTest({ read: ['users'] }).import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity).length).toBe(seats.length);
  });
});

describe('who calls is proved', () => {
  const { id: client_id, secret: client_secret, refreshToken: refresh_token } = application;
  const signedIn = { secret: { client_id, client_secret, refresh_token } };

  test('by an application that was signed in to, whose tokens are renewed', async () => {
    const source = underTest({ authentication: 'oauth' }, signedIn);
    expect((await source.call('/groups/4213/descendant_groups')).status).toBe(200);
    expect(gitlab.given.size).toBe(1);
    ahead = 7_300_000;
    expect((await source.call('/groups/4213/descendant_groups')).status).toBe(200);
    expect((await source.read()).items.length).toBeGreaterThan(seats.length);
    expect(gitlab.given.size).toBe(2);
    expect(JSON.stringify(source.log)).not.toContain('CANARY');
  });

  test('to an installation of one’s own, at its own address', async () => {
    const host = 'gitlab.acme.example';
    const own = await startGitLab({ installation: acme, host, tokens: { 'glpat-own': { scopes: ['read_api'] } }, now });
    const source = underTest(
      { host, read: ['users'] },
      { origins: { [host]: own.origin }, secret: { token: 'glpat-own' } },
    );
    expect((await source.read()).items.length).toBe(seats.length);
    await own.stop();
  });
});
