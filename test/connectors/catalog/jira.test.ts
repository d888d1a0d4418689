import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Item } from '../../../connectors/item.ts';
import { type Atlassian, startAtlassian } from '../../standins/atlassian/start-atlassian.ts';
import { type Jira, startJira } from '../../standins/atlassian/start-jira.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { refreshTokenBySignIn } from './support/sign-in.ts';

const cloudId = '1324a887-45db-4bf4-9e99-ef0ff456d421';
const base = `/api.atlassian.com/ex/jira/${cloudId}`;
const scopes = Object.keys(catalogDefinition('jira').permissions);
const app = {
  clientId: 'acme-app',
  clientSecret: 'CANARY-app-secret',
  redirectUri: 'http://127.0.0.1:8400/callback',
  scopes: [...scopes, 'offline_access'],
};
const serviceAccount = { clientId: 'acme-service', clientSecret: 'CANARY-service-secret', scopes };
const apiToken = { mail: 'gate@acme.example', token: 'CANARY-api-token', scopes };
const secret = { client_id: serviceAccount.clientId, client_secret: serviceAccount.clientSecret };

let ahead = 0;
const now = () => Date.parse('2025-06-01T08:00:00Z') + ahead;
let atlassian: Atlassian;
let api: Jira;

beforeAll(async () => {
  atlassian = await startAtlassian(app, { serviceAccount, now });
  api = await startJira({ cloudId, grants: atlassian.grants, apiToken, now });
});
afterAll(() => Promise.all([atlassian.stop(), api.stop()]));

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'jira', serve: ['import', 'proxy'], cloudId, ...source },
    secret,
    origins: { 'auth.atlassian.com': atlassian.origin, 'api.atlassian.com': api.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/jira/${name}.json`);

/** What must not stand in any answer: content, mail addresses, account ids, and whatever else a canary was put into. */
const personal = /CANARY|canary|@|712020|Finance|Legal|Former/;

const jql = encodeURIComponent('project = ACME AND updated >= "2025-01-01" ORDER BY updated ASC');
const fields = [
  'summary',
  'issuetype',
  'project',
  'parent',
  'issuelinks',
  'status',
  'priority',
  'resolution',
  'created',
  'updated',
  'duedate',
  'assignee',
  'reporter',
  'votes',
  'watches',
  'timespent',
  'workratio',
]
  .map((field) => `&fields=${field}`)
  .join('');
const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('by proxy', () => {
  test.each<[string, string, object?]>([
    ['users', '/rest/api/3/users/search?maxResults=6'],
    ['groups', '/rest/api/3/group/bulk?maxResults=2'],
    ['group-members', '/rest/api/3/group/member?groupId=00000002-aaaa-4bbb-8ccc-000000000001&maxResults=2'],
    ['projects', '/rest/api/3/project/search?expand=lead,insight&maxResults=2&status=live'],
    ['issues', `/rest/api/3/search/jql?jql=${jql}&maxResults=4${fields}`],
    ['issues-with-changes', `/rest/api/3/search/jql?jql=${jql}&maxResults=1&fields=status&expand=changelog`],
    ['changes', '/rest/api/3/issue/ACME-1/changelog'],
    ['changes-in-bulk', '/rest/api/3/changelog/bulkfetch', { issueIdsOrKeys: ['ACME-1', '20002'], maxResults: 3 }],
    ['comments', '/rest/api/3/issue/ACME-1/comment?maxResults=2&orderBy=-created'],
    ['issue-worklogs', '/rest/api/3/issue/20001/worklog?startedAfter=0'],
    ['updated-worklogs', '/rest/api/3/worklog/updated?since=1738000000000'],
    ['worklogs', '/rest/api/3/worklog/list', { ids: [30_001, 30_002] }],
  ])('%s leave as a reviewer can read it', async (name, target, body) => {
    const answer = await underTest().json(target, body && post(body));
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test('people are the same everywhere, and asked for by their pseudonyms', async () => {
    const source = underTest();
    const users: { accountId: string }[] = [];
    for (let page = [{}], startAt = 0; page.length > 0; startAt = users.length) {
      page = (await source.json(`/rest/api/3/users/search?maxResults=1000&startAt=${startAt}`)) as object[];
      users.push(...(page as typeof users));
    }
    expect(users.length).toBe(api.site.users.length);
    const { issues } = (await source.json(`/rest/api/3/search/jql?jql=${jql}&fields=reporter`)) as {
      issues: { fields: { reporter: { accountId: string } } }[];
    };
    const reporter = issues[0]!.fields.reporter.accountId;
    expect(reporter).toMatch(/^sp1r\./);
    expect(users.map(({ accountId }) => accountId)).toContain(reporter);
    const other = users[1]!.accountId;
    const found = await source.json(`/rest/api/3/user/bulk?accountId=${reporter}&accountId=${other}&maxResults=200`);
    await treated('users-by-id', found);
    const ids = (found as { values: { accountId: string }[] }).values.map(({ accountId }) => accountId);
    expect(ids.toSorted()).toEqual([reporter, other].toSorted());
    const { issueChangeLogs } = (await source.json(
      '/rest/api/3/changelog/bulkfetch',
      post({ issueIdsOrKeys: ['20001'], fieldIds: ['assignee'] }),
    )) as { issueChangeLogs: { changeHistories: { items: { fieldId?: string; to?: string }[] }[] }[] };
    const items = issueChangeLogs.flatMap(({ changeHistories }) => changeHistories.flatMap((change) => change.items));
    const assigned = items.find(({ fieldId }) => fieldId === 'assignee')?.to;
    expect(users.map(({ accountId }) => accountId)).toContain(assigned);
  });

  test('pages are followed through the gate to the end', async () => {
    const source = underTest();
    const keys: unknown[] = [];
    const all = encodeURIComponent('created >= "2024-12-31 23:59"');
    for (let token: string | undefined, pages = 0; pages === 0 || token; pages++) {
      const more = token ? `&nextPageToken=${encodeURIComponent(token)}` : '';
      const answer = await source.json(`/rest/api/3/search/jql?jql=${all}&maxResults=5&fields=key${more}`);
      const page = answer as { issues: { key: string }[]; nextPageToken?: string; isLast: boolean };
      keys.push(...page.issues.map(({ key }) => key));
      token = page.nextPageToken;
      expect(page.isLast).toBe(token === undefined);
    }
    expect(keys).toEqual(api.site.issues.map(({ key }) => key));

    const members: unknown[] = [];
    const groupId = api.site.groups[0]!.groupId;
    for (let startAt = 0, isLast = false; !isLast; startAt = members.length) {
      const answer = await source.json(
        `/rest/api/3/group/member?groupId=${groupId}&includeInactiveUsers=true&maxResults=7&startAt=${startAt}`,
      );
      const page = answer as { values: unknown[]; isLast: boolean };
      members.push(...page.values);
      isLast = page.isLast;
    }
    expect(members.length).toBe(api.site.groups[0]!.members.length);
  });

  const asked = (query: string) => `/rest/api/3/search/jql?jql=${encodeURIComponent(query)}`;

  test.each([
    [asked('text ~ "salary" AND updated >= "2025-01-01"'), 'query-value-refused'],
    [asked('project = ACME AND updated >= "2025-01-01" AND summary ~ "x"'), 'query-value-refused'],
    [asked('project = ACME OR updated >= "2025-01-01"'), 'query-value-refused'],
    [asked('assignee = currentUser()'), 'query-value-refused'],
    [`${asked('updated >= "2025-01-01"')}&fields=description`, 'query-value-refused'],
    [`${asked('updated >= "2025-01-01"')}&fields=*all`, 'query-value-refused'],
    [`${asked('updated >= "2025-01-01"')}&expand=renderedFields`, 'query-value-refused'],
    ['/rest/api/3/users/search?query=ada', 'query-not-allowed'],
    ['/rest/api/3/group/member?groupname=jira-administrators', 'query-not-allowed'],
    ['/rest/api/3/project/search?expand=description', 'query-value-refused'],
    ['/rest/api/3/issue/ACME-1', 'path-not-allowed'],
    ['/rest/api/3/issue/ACME-1/comment?expand=renderedBody', 'query-not-allowed'],
    ['/rest/api/3/issue/ACME-1%2F..%2F../comment', 'path-malformed'],
    ['/rest/api/3/myself', 'path-not-allowed'],
  ])('%s is refused, and Jira is not asked', async (target, code) => {
    const before = api.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(api.requests.length).toBe(before);
  });

  test('an error of Jira stays here', async () => {
    const answer = await underTest().call('/rest/api/3/issue/ACME-999/changelog');
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/CANARY/);
  });
});

describe('by import', () => {
  const expected = (): readonly Item[] => {
    const { users, groups, projects } = api.site;
    return [
      ...users.map((user) => {
        const { displayName, emailAddress, accountType, active, timeZone, locale } = user as Record<string, string>;
        const attributes = { mail: emailAddress, kind: accountType, active, timeZone, locale };
        return entityItem('user', user.accountId, displayName!, attributes);
      }),
      ...groups.map(({ groupId, name }) => entityItem('group', groupId, name)),
      ...groups.flatMap(({ groupId, members }) =>
        members.map((member) => linkItem(['user', member], ['group', groupId])),
      ),
      ...projects.flatMap((project) => {
        const { id, name, key, projectTypeKey, isPrivate, lead } = project;
        const attributes = { key, kind: projectTypeKey as string, private: isPrivate as boolean };
        return [
          entityItem('project', id, name as string, attributes),
          linkItem(['user', lead.accountId], ['project', id], { as: 'lead' }),
        ];
      }),
    ];
  };

  test('everything comes, apps, customers, inactive and deleted users included', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const { users, groups } = api.site;
    expect(users.filter(({ active }) => !active).length).toBeGreaterThan(5);
    expect(groups.filter(({ members }) => members.length === 0).length).toBe(1);
    expect(groups.length).toBeGreaterThan(10);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(5);
  });

  test('it waits when Jira says so, and for as long', async () => {
    const body = { code: 429, message: 'CANARY' };
    api.answerNext({ status: 429, headers: { 'retry-after': '9' }, body }, `${base}/rest/api/3/group/member`);
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(9_000);
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });

  test('a token that ended is renewed in between', async () => {
    const source = underTest();
    const before = atlassian.tokens.size;
    await source.read();
    ahead += 3_600_000;
    await source.read();
    expect(atlassian.tokens.size).toBe(before + 2);
  });

  test('a credential without a scope is told from one that ended, and asked for no second time', async () => {
    const poor = { ...serviceAccount, scopes: ['read:jira-user'] };
    const other = await startAtlassian(app, { serviceAccount: poor, now });
    const strict = await startJira({ cloudId, grants: other.grants, now });
    const origins = { 'auth.atlassian.com': other.origin, 'api.atlassian.com': strict.origin };
    await expect(underTest({}, { origins }).read()).rejects.toMatchObject({ code: 'access-denied' });
    await Promise.all([other.stop(), strict.stop()]);
  });
});

describe('each way to prove who calls', () => {
  const users = '/rest/api/3/users/search?maxResults=1';

  test('a service account asks for no scopes, for its credential has them', async () => {
    const before = atlassian.requests.length;
    await underTest().json(users);
    const form = Object.fromEntries(new URLSearchParams(atlassian.requests[before]!.body));
    expect(form).toEqual({ grant_type: 'client_credentials', ...secret });
  });

  test('a person who signed in once: tokens are refreshed, and each refresh token is used once', async () => {
    const client = { client_id: app.clientId, client_secret: app.clientSecret };
    const refresh_token = await refreshTokenBySignIn({
      source: underTest({ authentication: 'signIn' }),
      redirectUri: app.redirectUri,
      secret: client,
      origins: { 'auth.atlassian.com': atlassian.origin },
      consent: atlassian.consent,
    });
    const source = underTest({ authentication: 'signIn' }, { secret: { ...client, refresh_token } });
    await source.json(users);
    ahead += 3_600_000;
    await source.json(users);
    const used = atlassian.requests.slice(-2).map(({ body }) => new URLSearchParams(body).get('refresh_token'));
    expect(used[0]).toBe(refresh_token);
    expect(used[1]).not.toBe(refresh_token);
  });

  test('an API token with scopes', async () => {
    const source = underTest(
      { authentication: 'apiToken' },
      { secret: { user: apiToken.mail, password: apiToken.token } },
    );
    expect(await source.json(users)).toHaveLength(1);
    expect((await source.read()).items.length).toBeGreaterThan(200);
  });

  test('no more scopes are asked for than what is served needs', () => {
    const { document } = underTest({
      authentication: 'signIn',
      serve: ['proxy'],
      endpoints: ['GET /rest/api/3/users/search'],
    });
    expect(JSON.stringify(document)).toContain('"scopes":["read:jira-user","offline_access"]');
  });
});
