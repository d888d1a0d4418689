import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { type JiraDataCenter, startJiraDataCenter } from '../../standins/atlassian/start-jira-data-center.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';

const host = 'jira.acme.example';
const serviceAccount = { clientId: 'acme-service', clientSecret: 'CANARY-service-secret', scopes: ['READ', 'ADMIN'] };
const link = { clientId: 'acme-link', clientSecret: 'CANARY-link-secret', scopes: ['READ', 'ADMIN'] };
const personalToken = 'CANARY-personal-token';
const secret = { client_id: serviceAccount.clientId, client_secret: serviceAccount.clientSecret };

let ahead = 0;
const now = () => Date.parse('2025-06-01T08:00:00Z') + ahead;
let jira: JiraDataCenter;

beforeAll(async () => {
  jira = await startJiraDataCenter({ place: `${host}/jira`, serviceAccount, link, personalToken, now });
});
afterAll(() => jira.stop());

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'jira-data-center', serve: ['import', 'proxy'], baseUrl: `https://${host}/jira`, ...source },
    secret,
    origins: { [host]: jira.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/jira-data-center/${name}.json`);

/** What must not stand in any answer: content, mail addresses, logins and keys of people, and what else a canary was put into. */
const personal = /CANARY|canary|@|login-|JIRAUSER|Finance|Legal/;

const jql = encodeURIComponent('project in (ACME, OPS) AND updated >= "2025-01-01" ORDER BY key');
const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('by proxy', () => {
  test.each<[string, string, object?]>([
    ['users', '/rest/api/2/user/list?maxResults=4'],
    ['projects', '/rest/api/2/project?expand=lead&includeArchived=true'],
    // All fields come from Jira without a choice, and no more than these leave.
    ['issues', `/rest/api/2/search?jql=${jql}&maxResults=4`],
    ['issues-with-changes', `/rest/api/2/search?jql=${jql}&maxResults=1&fields=status&expand=changelog`],
    ['comments', '/rest/api/2/issue/ACME-1/comment?maxResults=2'],
    ['issue-worklogs', '/rest/api/2/issue/20001/worklog'],
    ['updated-worklogs', '/rest/api/2/worklog/updated?since=1738000000000'],
    ['worklogs', '/rest/api/2/worklog/list', { ids: [30_001] }],
  ])('%s leave as a reviewer can read it', async (name, target, body) => {
    const answer = await underTest().json(target, body && post(body));
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test('a user is asked for by the pseudonym of their key', async () => {
    const source = underTest();
    const answer = await source.json(`/rest/api/2/search?jql=${jql}&maxResults=1&fields=reporter`);
    const { issues } = answer as { issues: { fields: { reporter: { key: string } } }[] };
    const { key } = issues[0]!.fields.reporter;
    expect(key).toMatch(/^sp1r\./);
    const user = await source.json(`/rest/api/2/user?key=${key}`);
    expect(user).toMatchObject({ key, active: true });
    await treated('user', user);
  });

  test('pages are followed through the gate to the end', async () => {
    const source = underTest();
    const users: unknown[] = [];
    for (let cursor = '', isLast = false; !isLast; ) {
      const more = cursor && `&cursor=${cursor}`;
      const answer = await source.json(`/rest/api/2/user/list?maxResults=50${more}`);
      const page = answer as { values: unknown[]; nextCursor: string; isLast: boolean };
      users.push(...page.values);
      ({ nextCursor: cursor, isLast } = page);
    }
    expect(users.length).toBe(jira.site.users.length);

    const keys: unknown[] = [];
    for (let total = 1; keys.length < total; ) {
      const answer = await source.json(`/rest/api/2/search?jql=${jql}&startAt=${keys.length}&maxResults=7&fields=key`);
      const page = answer as { issues: { key: string }[]; total: number };
      keys.push(...page.issues.map(({ key }) => key));
      total = page.total;
    }
    expect(keys).toEqual(jira.site.issues.map(({ key }) => key));
  });

  const asked = (query: string) => `/rest/api/2/search?jql=${encodeURIComponent(query)}`;

  test.each([
    [asked('summary ~ "salary" AND updated >= "2025-01-01"'), 'query-value-refused'],
    [`${asked('updated >= "2025-01-01"')}&fields=description`, 'query-value-refused'],
    ['/rest/api/2/user?username=ada', 'query-not-allowed'],
    ['/rest/api/2/user/search?username=.', 'path-not-allowed'],
    ['/rest/api/2/group/member?groupname=jira-administrators', 'path-not-allowed'],
    ['/rest/api/2/issue/ACME-1', 'path-not-allowed'],
  ])('%s is refused, and Jira is not asked', async (target, code) => {
    const before = jira.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(jira.requests.length).toBe(before);
  });

  test('an error of Jira stays here', async () => {
    const answer = await underTest().call('/rest/api/2/issue/ACME-999/comment');
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/CANARY/);
  });
});

describe('by import', () => {
  const expected = (): readonly Item[] => {
    const { users, groups, roles, projects } = jira.site;
    return [
      ...users.map((user) => {
        const { key, name, displayName, emailAddress, active, deleted, timeZone, locale } = user as Record<
          string,
          string
        >;
        const attributes = { userName: name, mail: emailAddress, active, deleted, timeZone, locale };
        return entityItem('user', key!, displayName!, attributes);
      }),
      ...groups.map(({ name }) => entityItem('group', name, name)),
      ...groups.flatMap(({ name, members }) => members.map((member) => linkItem(['user', member], ['group', name]))),
      ...roles.flatMap((role) => {
        const { key, name, numberOfSeats, userCount, remainingSeats, hasUnlimitedSeats } = role as Record<
          string,
          string
        >;
        const seats = { total: numberOfSeats, used: userCount, remaining: remainingSeats };
        return [
          entityItem('licence', key!, name!, { ...seats, unlimited: hasUnlimitedSeats }),
          ...role.groups.map((group) => linkItem(['group', group], ['licence', key!])),
        ];
      }),
      ...projects.flatMap((project) => {
        const { id, name, key, projectTypeKey, archived, lead } = project;
        const attributes = { key, kind: projectTypeKey as string, archived: archived as boolean };
        return [
          entityItem('project', id, name as string, attributes),
          linkItem(['user', lead.key], ['project', id], { as: 'lead' }),
        ];
      }),
    ];
  };

  test('everything comes, inactive and deleted users and members of nested groups included', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(jira.site.users.filter(({ deleted }) => deleted).length).toBeGreaterThan(2);
    expect(Math.max(...jira.site.groups.map(({ members }) => members.length))).toBeGreaterThan(40);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(5);
  });

  test('it waits when Jira says so, and for as long', async () => {
    const headers = { 'retry-after': '5', 'x-ratelimit-remaining': '0' };
    jira.answerNext({ status: 429, headers, body: 'CANARY' }, `/${host}/jira/rest/api/2/group/member`);
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(5_000);
  });

  test('it does not take a part of the groups for all of them', async () => {
    const options = { place: `${host}/jira`, serviceAccount, link, personalToken, now };
    const small = await startJiraDataCenter({ ...options, autocompleteLimit: 10 });
    const source = underTest({ read: ['groups'] }, { origins: { [host]: small.origin } });
    await expect(source.read()).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining('groups: the source has 16 rows, but sends 10 alone'),
    });
    await small.stop();
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });

  test('without the lists of administrators, no right of theirs is asked for', async () => {
    const before = jira.requests.length;
    const { items } = await underTest({ serve: ['import'], read: ['users', 'groups', 'projects'] }).read();
    expect(items.length).toBeGreaterThan(100);
    expect(new URLSearchParams(jira.requests[before]!.body).get('scope')).toBe('READ');
  });

  test('an account that is no administrator is told from a failure', async () => {
    const poor = { ...serviceAccount, scopes: ['READ'] };
    const other = await startJiraDataCenter({ place: `${host}/jira`, serviceAccount: poor, link, personalToken, now });
    const clientCredentials = {
      tokenUrl: `https://${host}/jira/rest/oauth2/latest/token`,
      client: 'client_secret_post',
      scopes: ['READ'],
    };
    const source = underTest({ authentication: { clientCredentials } }, { origins: { [host]: other.origin } });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
    await other.stop();
  });
});

describe('each way to prove who calls', () => {
  const users = '/rest/api/2/user/list?maxResults=1';

  test('a service account, whose token is renewed when it ended', async () => {
    const source = underTest();
    const before = jira.tokens.grants.size;
    await source.read();
    ahead += 3_600_000;
    await source.json(users);
    expect(jira.tokens.grants.size).toBe(before + 2);
  });

  test('a person who signed in once', async () => {
    const client = { client_id: link.clientId, client_secret: link.clientSecret };
    const source = underTest(
      { authentication: 'signIn' },
      { secret: { ...client, refresh_token: jira.tokens.signIn() } },
    );
    await source.json(users);
    ahead += 3_600_000;
    await source.json(users);
    const [first, second] = jira.requests
      .filter(({ body }) => body.includes('grant_type=refresh_token'))
      .map(({ body }) => new URLSearchParams(body).get('refresh_token'));
    expect(first).not.toBe(second);
  });

  test('a personal access token', async () => {
    const source = underTest({ authentication: 'personalToken' }, { secret: { token: personalToken } });
    expect((await source.read()).items.length).toBeGreaterThan(300);
  });
});
