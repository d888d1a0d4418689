import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Item } from '../../../connectors/item.ts';
import { type Atlassian, startAtlassian } from '../../standins/atlassian/start-atlassian.ts';
import { type Confluence, startConfluence } from '../../standins/atlassian/start-confluence.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { refreshTokenBySignIn } from './support/sign-in.ts';

const cloudId = '1324a887-45db-4bf4-9e99-ef0ff456d421';
const base = `/api.atlassian.com/ex/confluence/${cloudId}`;
const scopes = Object.keys(catalogDefinition('confluence').permissions);
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
let api: Confluence;

beforeAll(async () => {
  atlassian = await startAtlassian(app, { serviceAccount, now });
  api = await startConfluence({ cloudId, grants: atlassian.grants, apiToken, now });
});
afterAll(() => Promise.all([atlassian.stop(), api.stop()]));

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'confluence', serve: ['import', 'proxy'], cloudId, ...source },
    secret,
    origins: { 'auth.atlassian.com': atlassian.origin, 'api.atlassian.com': api.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/confluence/${name}.json`);

/** What must not stand in any answer: content, mail addresses, account ids, and whatever else a canary was put into. */
const personal = /CANARY|canary|@|712020|Finance|Legal/;

interface Answer {
  readonly results: readonly Readonly<Record<string, string>>[];
  readonly _links: { readonly next?: string };
}

describe('by proxy', () => {
  test.each([
    ['spaces', '/wiki/api/v2/spaces?limit=4'],
    ['pages', '/wiki/api/v2/pages?limit=3&space-id=100&space-id=101&status=current&sort=-modified-date'],
    ['blog-posts', '/wiki/api/v2/blogposts?limit=2'],
    ['page-versions', '/wiki/api/v2/pages/1001/versions'],
    ['blog-post-versions', '/wiki/api/v2/blogposts/1002/versions?limit=1'],
    ['page-likes', '/wiki/api/v2/pages/1001/likes/users'],
    ['footer-comments', '/wiki/api/v2/footer-comments?limit=4'],
    ['inline-comments', '/wiki/api/v2/inline-comments?limit=4'],
    ['tasks', '/wiki/api/v2/tasks?limit=3&status=complete&created-at-from=1700000000000'],
  ])('%s leave as a reviewer can read it', async (name, target) => {
    const answer = await underTest().json(target);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test('people are asked for by their pseudonyms', async () => {
    const source = underTest();
    const { results } = (await source.json('/wiki/api/v2/pages?limit=2')) as Answer;
    const accountIds = results.map(({ authorId }) => authorId!);
    expect(accountIds[0]).toMatch(/^sp1r\./);
    const found = (await source.json('/wiki/api/v2/users-bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accountIds }),
    })) as Answer;
    expect(found.results.map(({ accountId }) => accountId).toSorted()).toEqual([...new Set(accountIds)].toSorted());
    expect(JSON.stringify(found)).not.toMatch(personal);
    await treated('users', found);
  });

  test('links to further pages are followed through the gate to the end', async () => {
    const source = underTest();
    const ids: unknown[] = [];
    for (let target: string | undefined = '/wiki/api/v2/pages?limit=7&status=current'; target; ) {
      const { results, _links }: Answer = (await source.json(target)) as Answer;
      ids.push(...results.map(({ id }) => id));
      target = _links.next;
    }
    const expected = api.site.pages.filter(({ status }) => status === 'current').map(({ id }) => id);
    expect(ids).toEqual(expected);
    expect(ids.length).toBeGreaterThan(30);
  });

  test.each([
    ['/wiki/api/v2/pages?body-format=storage', 'query-not-allowed'],
    ['/wiki/api/v2/pages?title=salaries', 'query-not-allowed'],
    ['/wiki/api/v2/pages?limit=251', 'query-value-refused'],
    ['/wiki/api/v2/pages/1001', 'path-not-allowed'],
    ['/wiki/api/v2/tasks?assigned-to=712020:x', 'query-not-allowed'],
    ['/wiki/api/v2/spaces?description-format=plain', 'query-not-allowed'],
    ['/wiki/rest/api/search?cql=text~salary', 'path-not-allowed'],
    ['/wiki/rest/api/search/user?cql=type=user', 'path-not-allowed'],
  ])('%s is refused, and Confluence is not asked', async (target, code) => {
    const before = api.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(api.requests.length).toBe(before);
  });

  test('an error of Confluence stays here', async () => {
    const answer = await underTest().call('/wiki/api/v2/pages/9999/versions');
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/CANARY/);
  });
});

describe('by import', () => {
  const expected = (): readonly Item[] => {
    const { users, groups, spaces, permissions } = api.site;
    return [
      ...users.map((user) => {
        const { accountId, displayName, publicName, email, accountType, isGuest, timeZone } = user as Record<
          string,
          string
        >;
        const attributes = { mail: email, kind: accountType, guest: isGuest, timeZone };
        return entityItem('user', accountId!, displayName ?? publicName!, attributes);
      }),
      ...groups.map(({ id, name }) => entityItem('group', id, name)),
      ...groups.flatMap(({ id, members }) => members.map((member) => linkItem(['user', member], ['group', id]))),
      ...spaces.flatMap((space) => {
        const { id, name, key, type, status, createdAt, authorId } = space as unknown as Record<string, string>;
        const attributes = { key, kind: type, status, createdAt: new Date(createdAt!) };
        return [
          entityItem('space', id!, name!, attributes),
          linkItem(['user', authorId!], ['space', id!], { as: 'creator' }),
        ];
      }),
      ...[...permissions].flatMap(([space, all]) =>
        all.flatMap(({ principal, operation: { key, targetType } }) =>
          targetType === 'space' && (key === 'read' || key === 'administer') && principal.type !== 'role'
            ? [linkItem([principal.type, principal.id], ['space', space], { permission: key })]
            : [],
        ),
      ),
    ];
  };

  test('everything comes, guests and archived and personal spaces included', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    const { users, spaces, permissions } = api.site;
    expect(users.filter(({ isGuest }) => isGuest).length).toBeGreaterThan(3);
    expect(new Set(spaces.map(({ type, status }) => `${type} ${status}`)).size).toBeGreaterThan(2);
    // So that there is more than one page of them.
    expect([...permissions.values()].some((all) => all.length > 250)).toBe(true);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(5);
  });

  test('it waits when Confluence says so, and for as long', async () => {
    api.answerNext({ status: 429, headers: { 'retry-after': '3' }, body: 'CANARY' }, `${base}/wiki/api/v2/spaces`);
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(3_000);
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });

  test('a credential without a scope is told from one that ended', async () => {
    const poor = { ...serviceAccount, scopes: ['search:confluence'] };
    const other = await startAtlassian(app, { serviceAccount: poor, now });
    const strict = await startConfluence({ cloudId, grants: other.grants, now });
    const origins = { 'auth.atlassian.com': other.origin, 'api.atlassian.com': strict.origin };
    await expect(underTest({}, { origins }).read()).rejects.toMatchObject({ code: 'access-denied' });
    await Promise.all([other.stop(), strict.stop()]);
  });
});

describe('each way to prove who calls', () => {
  const spaces = '/wiki/api/v2/spaces?limit=1';

  test('a service account, whose token is renewed when it ended', async () => {
    const source = underTest();
    const before = atlassian.requests.length;
    await source.json(spaces);
    ahead += 3_600_000;
    await source.json(spaces);
    const forms = atlassian.requests.slice(before).map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(forms).toEqual([
      { grant_type: 'client_credentials', ...secret },
      { grant_type: 'client_credentials', ...secret },
    ]);
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
    await source.json(spaces);
    const used = new URLSearchParams(atlassian.requests.at(-1)!.body).get('refresh_token');
    expect(used).toBe(refresh_token);
  });

  test('an API token with scopes', async () => {
    const entered = { user: apiToken.mail, password: apiToken.token };
    const source = underTest({ authentication: 'apiToken' }, { secret: entered });
    expect(await source.json(spaces)).toMatchObject({ results: [{ id: '100' }] });
  });

  test('no more scopes are asked for than what is read needs', () => {
    const { document } = underTest({ authentication: 'signIn', serve: ['import'], read: ['groups', 'members'] });
    expect(JSON.stringify(document)).toContain('"scopes":["read:confluence-groups","offline_access"]');
  });
});
