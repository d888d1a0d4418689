import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import { type GitHubUser, githubOrganization, teamMembers } from '../../standins/github/github-organization.ts';
import { type GitHub, type GitHubInstallation, startGitHub } from '../../standins/github/start-github.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { connectorUnderTest, pseudonymOf, type TestedSource } from './support/connector-under-test.ts';
import { everyEndpoint } from './support/every-endpoint.ts';
import { entitiesOf, linksOf } from './support/read-items.ts';

const acme = githubOrganization();
const permissions = Object.fromEntries(
  Object.keys(catalogDefinition('github').permissions).map((name) => [name, 'read' as const]),
);
const key = rsaKey();
const secret = {
  app_id: '4711',
  private_key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const token = 'github_pat_CANARY';

let ahead = 0;
const now = () => Date.now() + ahead;
let github: GitHub;
let installation: GitHubInstallation;

beforeAll(async () => {
  installation = { owner: 'acme', kind: 'orgs', permissions };
  github = await startGitHub({
    apps: { '4711': [key.publicKey] },
    installations: { '51': installation },
    personalTokens: { [token]: permissions },
    organization: acme,
    now,
  });
});
afterAll(() => github.stop());
beforeEach(() => {
  ahead = 0;
});

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: {
      connector: 'github',
      serve: ['import', 'proxy'],
      organization: 'acme',
      endpoints: everyEndpoint('github', { organization: 'acme' }),
      ...source,
    },
    secret,
    origins: { 'api.github.com': github.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/github/${name}.json`);

const people = (role: GitHubUser['role']) => acme.users.filter((user) => user.role === role);
const logins = new RegExp(acme.users.map(({ login }) => `"${login}"`).join('|'));
/** What must not stand in any answer. */
const personal = /CANARY|@acme|203\.0\.113/;

interface Answer {
  readonly [name: string]: string;
}

describe('by proxy', () => {
  const source = underTestOnce();
  const repository = async () => ((await source().json('/orgs/acme/repos?per_page=1')) as Answer[])[0]!['name'];
  const team = async () => ((await source().json('/orgs/acme/teams?per_page=1')) as Answer[])[0]!['slug'];

  test.each([
    ['members', '/orgs/acme/members?per_page=2'],
    ['outside-collaborators', '/orgs/acme/outside_collaborators?per_page=2'],
    ['teams', '/orgs/acme/teams?per_page=5'],
    ['repositories', '/orgs/acme/repos?per_page=2&type=private'],
    ['copilot', '/orgs/acme/copilot/billing'],
    ['copilot-seats', '/orgs/acme/copilot/billing/seats?per_page=4'],
    ['audit-log', '/orgs/acme/audit-log?per_page=2&phrase=created:2026-11-01..2026-11-20&include=all'],
  ])('%s leave as a reviewer can read them', async (name, target) => {
    const answer = await source().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    expect(JSON.stringify(answer)).not.toMatch(logins);
    await treated(name, answer);
  });

  test.each([
    ['pull-requests', '/pulls?state=all&per_page=2'],
    ['pull-request', '/pulls/8'],
    ['reviews', '/pulls/8/reviews?per_page=2'],
    ['review-comments', '/pulls/8/comments?since=2026-01-01T00:00:00Z&per_page=3'],
    ['commits', '/commits?since=2026-01-01T00:00:00Z&per_page=2'],
    ['commit', `/commits/${pseudonymOf(`${'a'.repeat(39)}1`)}`],
    ['issues', '/issues?state=all&per_page=6'],
    ['issue-comments', '/issues/3/comments?per_page=2'],
  ])('%s of a repository, by what stands for its name', async (name, target) => {
    const answer = await source().json(`/repos/acme/${await repository()}${target}`);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    expect(JSON.stringify(answer)).not.toMatch(logins);
    await treated(name, answer);
  });

  test('members of a team, by what stands for its name', async () => {
    const answer = await source().json(`/orgs/acme/teams/${await team()}/members?role=maintainer&per_page=2`);
    await treated('team-members', answer);
  });

  test('a person is the same in every answer', async () => {
    const members = (await source().json('/orgs/acme/members?per_page=100')) as Answer[];
    const known = new Map(members.map(({ id, login }) => [id, login]));
    const pulls = (await source().json(`/repos/acme/${await repository()}/pulls?per_page=30`)) as {
      user: Answer | null;
    }[];
    const authors = pulls.flatMap(({ user }) => (user ? [user] : []));
    expect(authors.length).toBeGreaterThan(20);
    for (const { id, login } of authors) expect(known.get(id)).toBe(login);
  });

  test.each([
    ['members', () => '/orgs/acme/members?per_page=100', people('admin').length + people('member').length],
    ['teams', () => '/orgs/acme/teams?per_page=4', acme.teams.length],
    ['repositories', () => '/orgs/acme/repos?per_page=50', acme.repositories.length],
    ['audit log', () => '/orgs/acme/audit-log?per_page=50', 120],
    [
      'team',
      async () => `/orgs/acme/teams/${await team()}/members?per_page=60`,
      teamMembers(acme, acme.teams[0]!).size,
    ],
    ['pull requests', async () => `/repos/acme/${await repository()}/pulls?per_page=20`, 45],
  ])('pages of %s are followed through the gate to the end', async (_, start, total) => {
    let seen = 0;
    let target: string | undefined = await start();
    while (target !== undefined) {
      const answer: Response = await source().call(target);
      expect(answer.status).toBe(200);
      seen += ((await answer.json()) as unknown[]).length;
      const [, next] = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '') ?? [];
      target = next?.replace('https://gate.example/source', '');
    }
    expect(seen).toBe(total);
  });

  test.each([
    ['/orgs/other/members', 'path-not-allowed'],
    ['/orgs/acme', 'path-not-allowed'],
    ['/users/somebody', 'path-not-allowed'],
    ['/orgs/acme/members?per_page=101', 'query-value-refused'],
    ['/repos/other/REPOSITORY/pulls', 'path-not-allowed'],
    ['/repos/acme/REPOSITORY/contents/README.md', 'path-not-allowed'],
    ['/repos/acme/REPOSITORY/commits/main', 'path-value-refused'],
    ['/repos/acme/REPOSITORY/commits?path=src', 'query-not-allowed'],
    ['/orgs/acme/audit-log?phrase=actor:somebody', 'query-value-refused'],
    ['/repositories/x/pulls', 'path-value-refused'],
  ])('%s is refused, and GitHub is not asked', async (written, code) => {
    const target = written.replace('REPOSITORY', (await repository())!);
    const before = github.requests.length;
    const answer = await source().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(github.requests.length).toBe(before);
  });

  test('a source that serves one operation serves it at all of its paths, and nothing else', async () => {
    const one = underTest({ endpoints: ['GET /orgs/acme/members'] });
    expect((await one.call('/orgs/acme/members?per_page=100')).status).toBe(200);
    expect((await one.call('/organizations/9919/members?per_page=100&page=2')).status).toBe(200);
    expect(await (await one.call('/organizations/9919/teams')).json()).toMatchObject({ code: 'path-not-allowed' });
  });

  test('an error of GitHub stays here', async () => {
    const answer = await source().call(`/repositories/${pseudonymOf(1)}/pulls`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('docs.github.com');
  });

  test('what a permission is missing for is forbidden', async () => {
    const reader = underTest({ authentication: 'token' }, { secret: { token: 'few' } });
    const few = await startGitHub({
      apps: {},
      installations: {},
      personalTokens: { few: { metadata: 'read' } },
      organization: acme,
      now,
    });
    const gated = connectorUnderTest({ ...sourceWith('few'), origins: { 'api.github.com': few.origin } });
    expect((await gated.call('/orgs/acme/repos')).status).toBe(200);
    expect(await (await gated.call('/orgs/acme/members')).json()).toMatchObject({ code: 'source-forbidden' });
    await few.stop();
    expect((await reader.call('/orgs/acme/repos')).status).toBe(401);
  });
});

const sourceWith = (personal: string) => ({
  source: { connector: 'github', serve: ['import', 'proxy'], organization: 'acme', authentication: 'token' },
  secret: { token: personal },
});

describe('by import', () => {
  const everything = Object.keys(catalogDefinition('github').lists).filter((name) => name !== 'users');

  test('all that the organization holds is read', async () => {
    const { items } = await underTest().read();
    const users = entitiesOf(items, 'user');
    expect(users.map(({ id }) => Number(id)).toSorted()).toEqual(acme.users.map(({ id }) => id).toSorted());
    const [first] = acme.users;
    expect(users[0]).toMatchObject({ id: String(first!.id), name: first!.login });
    expect(users[0]!.attributes).toMatchObject({ userName: { type: 'string', value: first!.login } });

    const roleOf = new Map(
      linksOf(items, 'user', 'organization').map(([from, to, attributes]) => [Number(from), [to, attributes['as']]]),
    );
    const roles = { admin: 'owner', member: 'member', outside: 'outside collaborator' };
    for (const { id, role } of acme.users) expect(roleOf.get(id)).toEqual(['9919', roles[role]]);

    expect(entitiesOf(items, 'team').map(({ name }) => name)).toEqual(acme.teams.map(({ name }) => name));
    expect(linksOf(items, 'team', 'team').map(([from, to]) => [from, to])).toEqual(
      acme.teams.flatMap(({ id, parent }) => (parent === undefined ? [] : [[String(id), String(parent)]])),
    );
    expect(linksOf(items, 'user', 'team')).toEqual(
      acme.teams.flatMap((team) =>
        [...teamMembers(acme, team)].map(([id, membership]) => [String(id), String(team.id), membership]),
      ),
    );

    expect(entitiesOf(items, 'repository').map(({ id }) => Number(id))).toEqual(acme.repositories.map(({ id }) => id));
    expect(linksOf(items, 'team', 'repository')).toEqual(
      acme.teams.flatMap(({ id, repositories }) =>
        [...repositories].map(([repository, role]) => [String(id), String(repository), { role }]),
      ),
    );
    expect(linksOf(items, 'user', 'repository')).toEqual(
      acme.repositories.flatMap(({ id, collaborators }) =>
        [...collaborators].map(([user, role]) => [String(user), String(id), { role }]),
      ),
    );

    expect(entitiesOf(items, 'role').map(({ name }) => name)).toEqual(acme.roles.map(({ name }) => name));
    expect(linksOf(items, 'user', 'role').map(([from, to]) => [from, to])).toEqual(
      acme.roles.flatMap(({ id, users: some }) => some.map((user) => [String(user), String(id)])),
    );
    expect(linksOf(items, 'team', 'role').map(([from, to]) => [from, to])).toEqual(
      acme.roles.flatMap(({ id, teams }) => teams.map((team) => [String(team), String(id)])),
    );
    expect(entitiesOf(items, 'organization')).toMatchObject([{ id: '9919', name: 'Acme Corporation' }]);
  });

  test('names, mail addresses and licences are read where a source asks for them', async () => {
    const { items } = await underTest({ read: everything }).read();
    const users = new Map(entitiesOf(items, 'user').map((user) => [Number(user.id), user]));
    expect(users.size).toBe(acme.users.length);
    for (const { id, login, name, mail } of acme.users.filter(({ role }) => role !== 'outside')) {
      const { name: shown, attributes = {} } = users.get(id)!;
      expect(shown).toBe(name ?? login);
      expect(attributes['mail']?.value).toBe(mail ?? undefined);
      expect(attributes['createdAt']).toEqual({ type: 'dateTime', value: new Date('2018-01-14T04:33:35Z') });
    }
    expect(entitiesOf(items, 'licence')).toMatchObject([{ id: 'business', name: 'business' }]);
    const seats = linksOf(items, 'user', 'licence');
    expect(seats.map(([user]) => Number(user))).toEqual(acme.seats);
    expect(seats.every(([, licence, { since }]) => licence === 'business' && since instanceof Date)).toBe(true);
  });

  test('an import that is broken off after every batch reads the same', async () => {
    const whole = await underTest().read();
    const { items, pages } = await underTest().readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(10);
  });

  test('it waits as long as GitHub says', async () => {
    const source = underTest({ read: ['users'] });
    const reset = String(Math.ceil(now() / 1_000) + 90);
    const body = { message: 'API rate limit exceeded for installation ID 51.' };
    github.answerNext(
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, body },
      '/api.github.com/orgs/acme/members',
    );
    github.answerNext(
      { status: 403, headers: { 'x-ratelimit-remaining': '4000', 'retry-after': '60' }, body },
      '/api.github.com/orgs/acme/members',
    );
    const { items, slept } = await source.read();
    expect(entitiesOf(items, 'user').length).toBe(215);
    expect(Math.max(...slept)).toBeGreaterThan(85_000);
    expect(slept.some((milliseconds) => milliseconds >= 60_000 && milliseconds <= 66_000)).toBe(true);
  });

  test('a token that ended is obtained anew', async () => {
    const source = underTest({ read: ['users'] });
    await source.read();
    const given = github.tokens.size;
    for (const each of github.tokens.keys()) (github.tokens as Map<string, number>).set(each, 0);
    const { items } = await source.read();
    expect(items.length).toBe(215);
    expect(github.tokens.size).toBe(given + 1);
  });

  test('a permission that is missing is told', async () => {
    const few = await startGitHub({
      apps: {},
      installations: {},
      personalTokens: { few: { metadata: 'read' } },
      organization: acme,
      now,
    });
    const source = connectorUnderTest({ ...sourceWith('few'), origins: { 'api.github.com': few.origin } });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
    await few.stop();
  });

  test('a vendor gets it all by the protocol', async () => {
    const { items, error } = await underTest({ read: ['users'] }).import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity).length).toBe(215);
  });
});

describe('who calls is proved', () => {
  test('by an app', async () => {
    const given = github.tokens.size;
    expect((await underTest().call('/orgs/acme/teams')).status).toBe(200);
    expect(github.tokens.size).toBe(given + 1);
  });

  test('by the token of a person', async () => {
    const source = connectorUnderTest({ ...sourceWith(token), origins: { 'api.github.com': github.origin } });
    expect((await source.call('/orgs/acme/teams')).status).toBe(200);
    expect((await source.read()).items.length).toBeGreaterThan(acme.users.length);
  });

  test('to an Enterprise Server, at its own address', async () => {
    const at = 'github.acme.example/api/v3';
    const server = await startGitHub({
      apps: { '4711': [key.publicKey] },
      installations: { '51': installation },
      organization: acme,
      at,
      now,
    });
    const source = underTest(
      { server: `https://${at}`, read: ['users'] },
      { origins: { 'github.acme.example': server.origin } },
    );
    expect((await source.read()).items.length).toBe(215);
    const first = await source.call('/orgs/acme/members?per_page=100');
    const [, next] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];
    expect(next).toBe('https://gate.example/source/organizations/9919/members?per_page=100&page=2');
    await server.stop();
  });
});

/** One gateway for many calls: tokens are obtained once. */
function underTestOnce() {
  let made: ReturnType<typeof underTest> | undefined;
  return () => {
    made ??= underTest();
    return made;
  };
}
