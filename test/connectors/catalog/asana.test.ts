import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import type { AsanaRecord } from '../../standins/asana/asana-workspace.ts';
import { type Asana, startAsana } from '../../standins/asana/start-asana.ts';
import { connectorUnderTest, type TestedSource } from './support/connector-under-test.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';

const workspace = '900001';
const base = '/app.asana.com/api/1.0';
const importScopes = ['users:read', 'teams:read', 'team_memberships:read', 'projects:read'];
const app = {
  clientId: 'acme-app',
  clientSecret: 'CANARY-app-secret',
  refreshToken: 'CANARY-refresh',
  scopes: importScopes,
};
const token = 'CANARY-service-account';

let ahead = 0;
const now = () => Date.parse('2025-06-01T08:00:00Z') + ahead;
let asana: Asana;

beforeAll(async () => {
  asana = await startAsana({ app, token, now });
});
afterAll(() => asana.stop());

const underTest = (source: Readonly<Record<string, unknown>> = {}, more: Partial<TestedSource> = {}) =>
  connectorUnderTest({
    source: { connector: 'asana', serve: ['import', 'proxy'], workspace, ...source },
    secret: { token },
    origins: { 'app.asana.com': asana.origin },
    platform: { now },
    ...more,
  });

const treated = (name: string, answer: unknown) =>
  expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(`./treated/asana/${name}.json`);

/** What must not stand in any answer: content, mail addresses, ids and names of people, and what else a canary was put into. */
const personal = /CANARY|canary|@|"7000\d{3}"|Finance|Legal|Sales/;

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next_page: { readonly offset: string } | null;
}

describe('by proxy', () => {
  const ofTasks =
    'name,resource_subtype,created_at,created_by,completed_at,completed_by,assignee,followers,due_on,projects,num_likes';

  test.each([
    ['users', `/users?workspace=${workspace}&limit=3&opt_fields=gid,email`],
    // Without opt_fields there are names, which stay here.
    ['users-in-short', `/users?workspace=${workspace}&limit=2`],
    ['teams', `/workspaces/${workspace}/teams?limit=3&opt_fields=name,visibility`],
    ['team-memberships', '/teams/800001/team_memberships?limit=2&opt_fields=user,is_admin,is_guest,is_limited_access'],
    [
      'projects',
      `/projects?workspace=${workspace}&limit=2&opt_fields=name,archived,owner,team,members,created_at,due_on`,
    ],
    ['tasks', `/tasks?project=500000&limit=3&modified_since=2025-01-01T00:00:00Z&opt_fields=${ofTasks}`],
    [
      'stories',
      '/tasks/400001/stories?limit=10&opt_fields=type,resource_subtype,created_at,created_by,assignee,num_likes,source,new_approval_status',
    ],
    [
      'time-entries',
      '/time_tracking_entries?task=400001&limit=5&opt_fields=created_by,attributable_to,duration_minutes,entered_on',
    ],
  ])('%s leave as a reviewer can read it', async (name, target) => {
    const answer = (await underTest().json(target)) as Page;
    expect(answer.data.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer)).not.toMatch(personal);
    await treated(name, answer);
  });

  test('the tasks of somebody are asked for by their pseudonym', async () => {
    const source = underTest();
    const users: Readonly<Record<string, unknown>>[] = [];
    for (let offset = '', isFirst = true; isFirst || offset; isFirst = false) {
      const more: string = offset && `&offset=${offset}`;
      const page = (await source.json(`/users?workspace=${workspace}&limit=50&opt_fields=email${more}`)) as Page;
      users.push(...page.data);
      offset = page.next_page?.offset ?? '';
    }
    expect(users.length).toBe(asana.site.users.length);
    const tasks = (await source.json('/tasks?project=500001&limit=50&opt_fields=assignee')) as Page;
    const { gid } = tasks.data.find(({ assignee }) => assignee !== null)!['assignee'] as { gid: string };
    expect(users.map((user) => user['gid'])).toContain(gid);
    const own = await source.json(`/tasks?assignee=${gid}&workspace=${workspace}&limit=10&opt_fields=assignee`);
    await treated('tasks-of-somebody', own);
    expect((own as Page).data.map(({ assignee }) => (assignee as { gid: string }).gid)).toContain(gid);
  });

  test.each([
    [`/tasks?project=500000&limit=2&opt_fields=name,notes`, 'query-value-refused'],
    [`/tasks?project=500000&limit=2&opt_fields=custom_fields`, 'query-value-refused'],
    [`/users?workspace=${workspace}&limit=2&opt_fields=name`, 'query-value-refused'],
    ['/tasks/400001/stories?limit=2&opt_fields=text', 'query-value-refused'],
    [`/users?workspace=${workspace}&limit=101`, 'query-value-refused'],
    [`/workspaces/${workspace}/tasks/search?text=salary`, 'path-not-allowed'],
    ['/workspaces/12345/teams?limit=2', 'path-not-allowed'],
    ['/tasks/400001', 'path-not-allowed'],
    ['/users/me', 'path-not-allowed'],
  ])('%s is refused, and Asana is not asked', async (target, code) => {
    const before = asana.requests.length;
    const answer = await underTest().call(target);
    expect(await answer.json()).toMatchObject({ code });
    expect(asana.requests.length).toBe(before);
  });

  test('an error of Asana stays here', async () => {
    const answer = await underTest().call('/tasks/1/stories?limit=1');
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/CANARY/);
  });
});

describe('by import', () => {
  const expected = (): readonly Item[] => {
    const { users, teams, teamMemberships, projects } = asana.site;
    const text = (record: AsanaRecord, name: string) => record[name] as string;
    return [
      ...users.map((user) => entityItem('user', user.gid, text(user, 'name'), { mail: text(user, 'email') })),
      ...teams.map((team) =>
        entityItem('team', team.gid, text(team, 'name'), { visibility: text(team, 'visibility') }),
      ),
      ...teamMemberships.map((membership) => {
        const { user, team, is_admin: admin, is_guest: guest, is_limited_access: limited } = membership;
        const attributes = { administrator: admin as boolean, guest: guest as boolean, limited: limited as boolean };
        return linkItem(['user', user.gid], ['team', team.gid], attributes);
      }),
      ...projects.flatMap((project) => {
        const { gid, owner, team, members, archived } = project;
        const createdAt = new Date(text(project, 'created_at'));
        const attributes = { archived: archived as boolean, visibility: text(project, 'privacy_setting'), createdAt };
        return [
          entityItem('project', gid, text(project, 'name'), attributes),
          ...(owner ? [linkItem(['user', owner.gid], ['project', gid], { as: 'owner' })] : []),
          linkItem(['team', team.gid], ['project', gid], { as: 'team' }),
          ...members.map((member) => linkItem(['user', member.gid], ['project', gid], { as: 'member' })),
        ];
      }),
    ];
  };

  test('everything comes, to the end of every list', async () => {
    const { items } = await underTest().read();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(asana.site.users.length).toBeGreaterThan(100);
  });

  test('memberships of the organization come if they are named', async () => {
    const { items } = await underTest({ read: ['workspace', 'workspaceMembers'] }).read();
    const { workspace: acme, workspaceMemberships } = asana.site;
    const links = workspaceMemberships.map(({ user, is_active, is_admin, is_guest, is_view_only, created_at }) => {
      const rights = { active: is_active, administrator: is_admin, guest: is_guest, viewOnly: is_view_only } as Record<
        string,
        boolean
      >;
      const attributes = { ...rights, since: new Date(created_at as string) };
      return linkItem(['user', user.gid], ['workspace', acme.gid], attributes);
    });
    expect(inOrder(items)).toEqual(inOrder([entityItem('workspace', acme.gid, 'Acme'), ...links]));
    expect(workspaceMemberships.some((membership) => membership['is_active'] === false)).toBe(true);
  });

  test('it goes on after a crash at every batch', async () => {
    const { items, pages } = await underTest().readInPages();
    expect(inOrder(items)).toEqual(inOrder(expected()));
    expect(pages).toBeGreaterThan(4);
  });

  test('it waits when Asana says so, and for as long', async () => {
    const body = { errors: [{ message: 'CANARY' }] };
    asana.answerNext({ status: 429, headers: { 'retry-after': '30' }, body }, `${base}/projects`);
    const { items, slept } = await underTest().read();
    expect(items.length).toBe(expected().length);
    expect(slept).toContain(30_000);
  });

  test('the vendor gets it by its protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter((item) => 'entity' in item || 'relationship' in item).length).toBe(expected().length);
  });
});

describe('each way to prove who calls', () => {
  const client = { client_id: app.clientId, client_secret: app.clientSecret };
  const users = `/users?workspace=${workspace}&limit=1`;

  test('a person who signed in once: the token is renewed when it ended, by the same refresh token', async () => {
    const secret = { ...client, refresh_token: app.refreshToken };
    const source = underTest({ authentication: 'signIn' }, { secret });
    const { items } = await source.read();
    expect(items.length).toBe((await underTest().read()).items.length);
    const before = asana.given();
    ahead += 3_600_000;
    await source.json(users);
    ahead += 3_600_000;
    await source.json(users);
    expect(asana.given()).toBe(before + 2);
  });

  test('an app without a scope is told from a failure', async () => {
    const secret = { ...client, refresh_token: app.refreshToken };
    const source = underTest({ authentication: 'signIn', read: ['workspaceMembers'] }, { secret });
    await expect(source.read()).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('a personal access token', async () => {
    expect(await underTest({ authentication: 'personalToken' }).json(users)).toMatchObject({ data: [{}] });
  });

  test('no more scopes are asked for than what is read needs', () => {
    const { document } = underTest({ authentication: 'signIn', serve: ['import'] });
    expect(JSON.stringify(document)).toContain(`"scopes":${JSON.stringify(importScopes)}`);
  });
});
