import { once } from 'node:events';
import { createServer } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../connectors/item.ts';
import { scim } from '../../connectors/scim.ts';
import { importContext } from './support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from './support/read-all.ts';
import { type Answer, type Seen, type StandInOptions, scimStandIn } from './support/scim-stand-in.ts';
import { sourceFetch } from './support/source-fetch.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const contextWith = (secret: Record<string, string>, kind: 'bearer' | 'basic' = 'bearer') =>
  importContext({ fetch: globalThis.fetch, fetchSource: sourceFetch({ kind, prefix: '' }, secret) });
const context = contextWith({ token: 'good-token' });

const ada = {
  id: 'u1',
  userName: 'ada',
  displayName: 'Ada Lovelace',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { value: 'home@acme.example', type: 'home' },
    { value: 'work@acme.example', type: 'work', primary: true },
  ],
  title: 'Analyst',
  meta: { created: '2024-02-29T12:00:00Z', lastModified: '2024-03-01T00:00:00.5+01:00' },
  groups: [
    { value: 'g1', type: 'direct' },
    { value: 'g2', type: 'indirect' },
  ],
  [enterprise]: { department: 'Engines', manager: { value: 'u2', displayName: 'Charles' } },
  'urn:example:badge:1.0': { level: 3 },
};
const zoe = { id: 'u2', userName: 'zoe@acme.example', active: false, groups: [{ value: 'g2' }] };
const users = [ada, zoe];
const groups = [
  {
    id: 'g1',
    displayName: 'Engineers',
    members: [
      { value: 'u1', type: 'User' },
      { value: 'd1', type: 'Device' },
    ],
  },
  {
    id: 'g2',
    displayName: 'Everyone',
    members: [
      { value: 'g1', $ref: 'https://id.example.com/scim/v2/Groups/g1' },
      { value: 'u2', type: 'user' },
      { value: 'g3', type: 'Group' },
    ],
  },
  { id: 'g3', displayName: 'Empty' },
];

const membership = (fromType: string, fromId: string, toId: string) => ({
  kind: 'relationship',
  fromId,
  fromType,
  toId,
  toType: 'group',
  attributes: {},
});

const reading = async (
  options: StandInOptions,
  raw: object = {},
): Promise<{ items: Item[]; seen: readonly Seen[] }> => {
  await using service = await scimStandIn(options);
  const items = await readAll(scim, { baseUrl: service.baseUrl, ...raw }, context);
  return { items, seen: service.seen };
};

describe('what resources become', () => {
  test('users, groups and memberships, with what is asked for by default', async () => {
    const { items, seen } = await reading({ users, groups });
    expect(items).toEqual([
      {
        kind: 'entity',
        id: 'u1',
        name: 'Ada Lovelace',
        type: 'user',
        attributes: {
          userName: { type: 'string', value: 'ada' },
          active: { type: 'boolean', value: true },
          email: { type: 'string', value: 'work@acme.example' },
          title: { type: 'string', value: 'Analyst' },
          department: { type: 'string', value: 'Engines' },
        },
      },
      {
        kind: 'entity',
        id: 'u2',
        name: 'zoe@acme.example',
        type: 'user',
        attributes: {
          userName: { type: 'string', value: 'zoe@acme.example' },
          active: { type: 'boolean', value: false },
        },
      },
      { kind: 'entity', id: 'g1', name: 'Engineers', type: 'group', attributes: {} },
      { kind: 'entity', id: 'g2', name: 'Everyone', type: 'group', attributes: {} },
      { kind: 'entity', id: 'g3', name: 'Empty', type: 'group', attributes: {} },
      membership('user', 'u1', 'g1'),
      membership('group', 'g1', 'g2'),
      membership('user', 'u2', 'g2'),
      membership('group', 'g3', 'g2'),
    ]);
    expect(seen).toEqual([
      { path: '/scim/v2/ServiceProviderConfig', query: {} },
      {
        path: '/scim/v2/Users',
        query: {
          attributes: `schemas,displayName,userName,active,emails,title,${enterprise}:department`,
          count: '200',
          startIndex: '1',
        },
      },
      { path: '/scim/v2/Groups', query: { attributes: 'displayName,members', count: '200', startIndex: '1' } },
    ]);
  });

  test('the attributes that the configuration names, extensions and parts of lists included', async () => {
    const attributes = {
      given: 'name.givenName',
      home: 'emails[type eq "home"].value',
      mobile: 'phoneNumbers[type eq "mobile"]',
      manager: `${enterprise}:manager.displayName`,
      managerId: `${enterprise}:manager`,
      level: { path: 'urn:example:badge:1.0:level', type: 'number' },
      created: { path: 'meta.created', type: 'dateTime' },
      spelled: 'USERNAME',
    };
    const raw = { read: ['users'], users: { type: 'person', name: 'name.familyName', attributes }, select: 'none' };
    const { items, seen } = await reading({ users: [ada] }, raw);
    expect(items).toEqual([
      {
        kind: 'entity',
        id: 'u1',
        name: 'Lovelace',
        type: 'person',
        attributes: {
          given: { type: 'string', value: 'Ada' },
          home: { type: 'string', value: 'home@acme.example' },
          manager: { type: 'string', value: 'Charles' },
          managerId: { type: 'string', value: 'u2' },
          level: { type: 'number', value: 3 },
          created: { type: 'dateTime', value: new Date('2024-02-29T12:00:00Z') },
          spelled: { type: 'string', value: 'ada' },
        },
      },
    ]);
    expect(seen.map(({ path }) => path)).toEqual(['/scim/v2/ServiceProviderConfig', '/scim/v2/Users']);
  });

  test('memberships from users, the direct ones', async () => {
    const { items, seen } = await reading({ users, groups }, { membershipsFrom: 'users', paging: 'index' });
    expect(items.filter(({ kind }) => kind === 'relationship')).toEqual([
      membership('user', 'u1', 'g1'),
      membership('user', 'u2', 'g2'),
    ]);
    expect(seen.map(({ query }) => query['attributes'])).toEqual([expect.stringMatching(/,groups$/), 'displayName']);
  });

  test.each([
    [['memberships'], 'groups', [['Groups', 'members']], 4],
    [['memberships'], 'users', [['Users', 'groups']], 2],
    [['groups'], 'groups', [['Groups', 'displayName']], 3],
    [
      ['users', 'groups'],
      'users',
      [
        ['Users', expect.not.stringContaining('groups')],
        ['Groups', 'displayName'],
      ],
      5,
    ],
  ])('only %j, memberships from %s', async (read, membershipsFrom, lists, count) => {
    const { items, seen } = await reading({ users, groups }, { read, membershipsFrom, paging: 'index' });
    expect(items).toHaveLength(count);
    expect(seen.map(({ path, query }) => [path.slice('/scim/v2/'.length), query['attributes']])).toEqual(lists);
  });

  test('no lists that are not needed, of a service that must be told so', async () => {
    const { seen } = await reading({ users, groups }, { select: 'excludedAttributes', paging: 'index' });
    expect(seen.map(({ query }) => query['excludedAttributes'])).toEqual(['groups', undefined]);
  });

  test('a group of any size, in batches that can only be resumed as a whole', async () => {
    const members = Array.from({ length: 12_000 }, (_, index) => ({ value: `u${index}`, type: 'User' }));
    await using service = await scimStandIn({
      groups: [
        { id: 'g', displayName: 'All', members },
        { id: 'h', displayName: 'None' },
      ],
      mostAtOnce: 1,
    });
    const batches: { items: number; isResumable: boolean }[] = [];
    for await (const { items, resume } of batchesOf(
      scim,
      { baseUrl: service.baseUrl, read: ['groups', 'memberships'] },
      context,
    )) {
      batches.push({ items: items.length, isResumable: resume !== undefined });
    }
    expect(batches).toEqual([
      { items: 5_000, isResumable: false },
      { items: 5_000, isResumable: false },
      { items: 2_001, isResumable: true },
      { items: 1, isResumable: false },
    ]);
  });

  test('a resource without an id ends the import, or is left out and counted', async () => {
    const nobody = [{ userName: 'secret name' }, ada];
    await using service = await scimStandIn({
      users: nobody,
      groups: [{ id: 'g', members: [{ display: 'secret member' }] }],
    });
    const error = await errorOf(scim, { baseUrl: service.baseUrl }, context);
    expect(error).toMatchObject({ code: 'data-invalid', detail: { place: 'users', row: 1 } });
    expect(String(error)).not.toContain('secret');
    const items = await readAll(scim, { baseUrl: service.baseUrl, onInvalidRow: 'skip' }, context);
    expect(items.filter(({ kind }) => kind === 'log')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('users: 1 row was left out') }),
      expect.objectContaining({ message: expect.stringContaining('memberships: 1 row was left out') }),
    ]);
  });
});

describe('pages', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `u${index}`, userName: `user ${index}` }));
  const ids = (items: readonly Item[]): readonly string[] =>
    items.map((item) =>
      item.kind === 'entity' ? item.id : item.kind === 'relationship' ? `${item.fromId}>${item.toId}` : 'log',
    );

  test.each(['index', 'cursor'] as const)('by %s are the same as one whole read, wherever they end', async (paging) => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.nat(20),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (userCount, groupCount, mostAtOnce, pageSize, stops) => {
          const members = Array.from({ length: groupCount }, (_, index) => ({
            id: `g${index}`,
            members: [{ value: `u${index}` }],
          }));
          await using service = await scimStandIn({ users: many(userCount), groups: members, paging, mostAtOnce });
          const raw = { baseUrl: service.baseUrl, paging, pageSize };
          const { items } = await readInPages(scim, raw, context, (batch) => stops[batch % 5]!);
          expect(ids(items)).toEqual(ids(await readAll(scim, raw, context)));
          expect(new Set(ids(items)).size).toBe(userCount + 2 * groupCount);
          expect(items).toHaveLength(userCount + 2 * groupCount);
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each<[string, object, Seen['query']]>([
    [
      'by cursor, if the service says so',
      { pagination: { cursor: true, index: true, maxPageSize: 50 } },
      { count: '50', cursor: '' },
    ],
    [
      'by index, if the service says so',
      { pagination: { cursor: false, index: true } },
      { count: '200', startIndex: '1' },
    ],
    ['by index, if the service says nothing', {}, { count: '200', startIndex: '1' }],
  ])('%s', async (_, serviceProviderConfig, query) => {
    const paging = 'cursor' in query ? 'cursor' : 'index';
    const { items, seen } = await reading({ users: many(120), paging, serviceProviderConfig }, { read: ['users'] });
    expect(items).toHaveLength(120);
    expect(seen[1]?.query).toMatchObject(query);
  });

  test('follow a total that changes on the way', async () => {
    const growing = many(7);
    const { items } = await reading(
      {
        users: growing,
        mostAtOnce: 3,
        instead: (_, request) => void (request === 3 && growing.push({ id: 'late', userName: 'late' })),
      },
      { read: ['users'] },
    );
    expect(ids(items)).toContain('late');
    expect(items).toHaveLength(8);
  });

  const page = (resources: readonly object[], more: object): Answer => ({ body: { Resources: resources, ...more } });
  const first = [{ id: 'a' }, { id: 'b' }];

  test.each<[string, string, (seen: Seen) => Answer, string]>([
    ['sends the same page again', 'index', () => page(first, { totalResults: 9 }), 'sends the same page again'],
    [
      'sends the same page again, by other cursors',
      'cursor',
      ({ query }) => page(first, { nextCursor: `${query['cursor']}x` }),
      'sends the same page again',
    ],
    [
      'gives the same cursor again',
      'cursor',
      ({ query }) => page([{ id: query['cursor'] || 'a' }], { nextCursor: 'x' }),
      'gives the same cursor again',
    ],
    [
      'stops before its total',
      'index',
      ({ query }) => page(query['startIndex'] === '1' ? first : [], { totalResults: 9 }),
      'has 9 resources, but sends none from 3 on',
    ],
    [
      'knows no cursor',
      'cursor',
      () => page(first, { totalResults: 9, startIndex: 1 }),
      'sends 2 of 9 resources and no cursor (set paging: index)',
    ],
  ])('end when a service %s', async (_, paging, instead, message) => {
    await using service = await scimStandIn({ instead });
    const error = await errorOf(scim, { baseUrl: service.baseUrl, paging, read: ['users'] }, context);
    expect(error).toMatchObject({ code: 'source-failed', message: expect.stringContaining(message) });
    expect(service.seen.length).toBeLessThan(4);
  });

  test('end when the service sends, on a page begun anew, what it sent before', async () => {
    await using service = await scimStandIn({
      users: many(6),
      mostAtOnce: 2,
      instead: ({ query }) =>
        query['startIndex'] === '1' ? undefined : page([{ id: 'u0' }, { id: 'u1' }], { totalResults: 6 }),
    });
    await expect(
      readInPages(scim, { baseUrl: service.baseUrl, paging: 'index', read: ['users'] }, context, () => true),
    ).rejects.toMatchObject({
      message: expect.stringContaining('sends the same page again'),
    });
  });

  test('without a total go on until one is empty', async () => {
    const instead = ({ query }: Seen) =>
      page(Number(query['startIndex']) > 4 ? [] : [{ id: `a${query['startIndex']}` }], {});
    const { items } = await reading({ instead }, { paging: 'index', read: ['users'] });
    expect(items).toHaveLength(4);
  });

  test('end when the service has forgotten its cursor', async () => {
    await using service = await scimStandIn({
      users: many(9),
      paging: 'cursor',
      mostAtOnce: 2,
      instead: ({ query }) =>
        query['cursor'] === 'at-2' ? { status: 400, body: { scimType: 'expiredCursor' } } : undefined,
    });
    expect(await errorOf(scim, { baseUrl: service.baseUrl, paging: 'cursor' }, context)).toMatchObject({
      code: 'cursor-invalid',
    });
  });

  test('refuse any cursor that they did not give', async () => {
    await using service = await scimStandIn({ users: many(9), mostAtOnce: 2 });
    const raw = { baseUrl: service.baseUrl };
    let good: { options: string; position: object } | undefined;
    for await (const { resume } of batchesOf(scim, raw, context)) {
      good = resume as unknown as { options: string; position: object };
      break;
    }
    const positions = [
      { list: 'secrets' },
      { page: { index: 0 } },
      { page: { index: 1, cursor: 'x' } },
      { page: { cursor: '' } },
      { page: { url: 'https://evil.example' } },
      { entities: { row: -1, skipped: 0 } },
      { next: 'https://evil.example' },
    ].map((change) => ({ ...good, position: { ...good?.position, ...change } }));
    for (const cursor of [null, 'x', {}, { ...good, options: 'x' }, ...positions]) {
      expect(await errorOf(scim, raw, { ...context, cursor: cursor as never }), JSON.stringify(cursor)).toMatchObject({
        code: 'cursor-invalid',
      });
    }
  });
});

describe('a service that refuses for now', () => {
  const busy = (times: number, headers: Record<string, string> = {}, status = 429) => ({
    users,
    instead: (_: Seen, request: number) => (request <= times ? { status, headers, body: {} } : undefined),
  });

  test.each([
    ['seconds', { 'retry-after': '7' }, [7_500]],
    ['a date', { 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' }, [30_500]],
    ['a date that has passed', { 'retry-after': 'Fri, 02 Jan 2026 03:00:00 GMT' }, [500]],
    ['nothing', {}, [600]],
    ['nothing that can be understood', { 'retry-after': 'soon' }, [600]],
  ])('is asked again after %s', async (_, headers, slept) => {
    const waiting = contextWith({ token: 'good-token' });
    await using service = await scimStandIn(busy(1, headers));
    expect(await readAll(scim, { baseUrl: service.baseUrl, read: ['users'], paging: 'index' }, waiting)).toHaveLength(
      2,
    );
    expect(waiting.slept).toEqual(slept);
  });

  test.each([429, 502, 503, 504])('with %i is asked five times, each time later', async (status) => {
    const waiting = contextWith({ token: 'good-token' });
    await using service = await scimStandIn(busy(99, {}, status));
    const error = await errorOf(scim, { baseUrl: service.baseUrl, paging: 'index' }, waiting);
    expect(error).toMatchObject({
      code: status === 429 ? 'source-throttled' : 'source-unreachable',
      detail: { status },
    });
    expect(waiting.slept).toEqual([600, 1_100, 2_100, 4_100]);
    expect(service.seen).toHaveLength(5);
  });

  test('for longer than is sensible is not waited for', async () => {
    const waiting = contextWith({ token: 'good-token' });
    await using service = await scimStandIn(busy(99, { 'retry-after': '3600' }));
    expect(await errorOf(scim, { baseUrl: service.baseUrl, paging: 'index' }, waiting)).toMatchObject({
      code: 'source-throttled',
    });
    expect(waiting.slept).toEqual([]);
  });
});

describe('what is wrong is told', () => {
  test.each<[string, Answer, string, string]>([
    ['refused credentials', { status: 401, body: 'secret' }, 'credentials-refused', 'renew them'],
    ['denied access', { status: 403, body: 'secret' }, 'access-denied', 'right to read'],
    ['a wrong address', { status: 404, body: 'secret' }, 'configuration-invalid', 'check baseUrl'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 'source-failed', 'redirects (302)'],
    ['another error', { status: 500, body: 'secret' }, 'source-failed', 'status 500'],
    ['a bad request', { status: 400, body: { scimType: 'tooMany', detail: 'secret' } }, 'source-failed', 'status 400'],
    ['another kind of success', { status: 204 }, 'source-failed', 'status 204'],
    [
      'a page of HTML',
      { headers: { 'content-type': 'text/html' }, body: '<p>secret' },
      'source-failed',
      'a login page perhaps',
    ],
    ['no JSON', { body: '{"secret"' }, 'source-failed', 'no JSON'],
    ['no UTF-8', { body: Buffer.from('"secret\xff"', 'latin1') }, 'source-failed', 'no JSON'],
    ['JSON that is no list', { body: { secret: 1 } }, 'source-failed', 'no SCIM list'],
    ['a list of something else', { body: { Resources: 'secret' } }, 'source-failed', 'no SCIM list'],
    ['JSON that is nothing', { body: 'null' }, 'source-failed', 'no SCIM list'],
  ])('%s', async (_, body, code, message) => {
    await using service = await scimStandIn({ instead: () => body });
    const error = await errorOf(scim, { baseUrl: service.baseUrl, paging: 'index' }, context);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    const told = `${error} ${JSON.stringify((error as { detail: unknown }).detail)}`;
    for (const secret of ['secret', 'good-token']) expect(told).not.toContain(secret);
    expect(service.seen).toHaveLength(1);
  });

  test('an answer that is too long, before it is whole', async () => {
    let sent = 0;
    const piece = Buffer.alloc(1024 * 1024, ' ');
    await using service = await scimStandIn({
      instead: (_, __, response) => {
        response.writeHead(200, { 'content-type': 'application/scim+json' });
        const send = (): void => {
          while (!response.destroyed && sent++ < 200)
            if (!response.write(piece)) return void response.once('drain', send);
          response.end();
        };
        send();
        return 'handled';
      },
    });
    const error = await errorOf(scim, { baseUrl: service.baseUrl, paging: 'index' }, context);
    expect(error).toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining('longer than 67108864 bytes'),
    });
    expect(sent).toBeLessThan(200);
  });

  test('a service that does not answer in time', async () => {
    await using service = await scimStandIn({ instead: () => 'handled' });
    expect(await errorOf(scim, { baseUrl: service.baseUrl, paging: 'index', timeout: 1 }, context)).toMatchObject({
      code: 'source-timeout',
    });
  });

  test('a service that is not there', async () => {
    const server = await scimStandIn({});
    await server[Symbol.asyncDispose]();
    const waiting = contextWith({ token: 'good-token' });
    expect(await errorOf(scim, { baseUrl: server.baseUrl }, waiting)).toMatchObject({
      code: 'source-unreachable',
      detail: { code: 'ECONNREFUSED' },
    });
    expect(waiting.slept).toHaveLength(4);
  });

  test.each<[string, Record<string, string>, string, string]>([
    ['no token', {}, 'credentials-missing', 'no text in its field "token"'],
    ['a wrong token', { token: 'bad-token' }, 'credentials-refused', 'renew'],
  ])('%s', async (_, secret, code, message) => {
    await using service = await scimStandIn({ users });
    const error = await errorOf(scim, { baseUrl: service.baseUrl }, contextWith(secret));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(String(error)).not.toMatch(/bad-token/);
  });

  test.each<[string, string, Record<string, string>, string, string]>([
    ['no token', 'bearer', {}, 'credentials-missing', 'no text in its field "token"'],
    ['a wrong token', 'bearer', { token: 'bad-token' }, 'credentials-refused', 'renew'],
    ['a token with a line feed', 'bearer', { token: 'hush\r\nX-Evil: 1' }, 'credentials-refused', 'holds a blank'],
    ['a token with an accent', 'bearer', { token: 'hush-é' }, 'credentials-refused', 'outside of ASCII'],
    ['no password', 'basic', { user: 'hush' }, 'credentials-missing', 'no text in its field "password"'],
    ['a user with a colon', 'basic', { user: 'hu:sh', password: 'x' }, 'credentials-refused', 'colon'],
  ])('%s from the vendor', async (_, authentication, fields, code, message) => {
    await using service = await scimStandIn({ users });
    const raw = { baseUrl: service.baseUrl, authentication, credentials: 'fields' };
    const error = await errorOf(scim, raw, { ...contextWith({}), fields });
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(String(error)).not.toMatch(/hush|bad-token/);
  });

  test('a secret store that can not be read, at once and as it said it', async () => {
    const failure = new Error('the secret can not be read');
    const broken = importContext({ fetchSource: () => Promise.reject(failure) });
    expect(await errorOf(scim, { baseUrl: 'https://id.example.com' }, broken)).toBe(failure);
    expect(broken.slept).toEqual([]);
  });
});

describe('credentials', () => {
  test('are a user and a password in UTF-8', async () => {
    await using service = await scimStandIn({
      users,
      authorization: `Basic ${Buffer.from('zoë:pass:wörd').toString('base64')}`,
    });
    const secret = { user: 'zoë', password: 'pass:wörd' };
    expect(
      await readAll(
        scim,
        { baseUrl: service.baseUrl, authentication: 'basic', read: ['users'] },
        contextWith(secret, 'basic'),
      ),
    ).toHaveLength(2);
  });

  test('come with the request, if the configuration says so', async () => {
    await using service = await scimStandIn({ users });
    const raw = { baseUrl: service.baseUrl, credentials: 'fields', read: ['users'] };
    expect(await readAll(scim, raw, { ...contextWith({}), fields: { token: 'good-token' } })).toHaveLength(2);
    for (const fields of [{}, { token: 7 }, { token: '' }]) {
      expect(await errorOf(scim, raw, { ...context, fields })).toMatchObject({
        code: 'credentials-missing',
        detail: { from: 'fields' },
      });
    }
  });

  test('go to nobody else', async () => {
    let visits = 0;
    const elsewhere = createServer((_, response) => response.end(String(++visits))).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as { port: number };
    const there = `http://127.0.0.1:${port}/Users`;
    const page = {
      Resources: [{ id: 'a', meta: { location: there } }],
      totalResults: 1,
      next: there,
      links: { next: there },
      nextCursor: there,
    };
    for (const instead of [
      () => ({ status: 307, headers: { location: there } }),
      () => ({ body: page, headers: { link: `<${there}>; rel="next"` } }),
    ]) {
      await using service = await scimStandIn({ instead });
      await errorOf(scim, { baseUrl: service.baseUrl, paging: 'cursor', read: ['users'] }, context);
      for (const { path } of service.seen) expect(path).toBe('/scim/v2/Users');
    }
    expect(visits).toBe(0);
    elsewhere.close();
  });
});

describe('an import that nobody waits for any more', () => {
  test.each(['signal', 'return'])('breaks its request off, by %s', async (how) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    await using service = await scimStandIn({
      instead: (_, __, response) => {
        response.on('close', close);
        ask();
        return 'handled';
      },
    });
    const aborter = new AbortController();
    const batches = batchesOf(scim, { baseUrl: service.baseUrl }, { ...context, signal: aborter.signal });
    const next = batches.next();
    next.catch(() => {});
    await asked;
    if (how === 'signal') {
      aborter.abort(new Error('gone'));
      await expect(next).rejects.toThrow('gone');
    } else {
      await batches.return();
      expect(await next).toEqual({ done: true, value: undefined });
    }
    await closed;
  });

  test('does not wait until it may ask again', async () => {
    await using service = await scimStandIn({ instead: () => ({ status: 429, headers: { 'retry-after': '50' } }) });
    const { promise: sleeping, resolve } = Promise.withResolvers<void>();
    const sleep = (): Promise<void> => {
      resolve();
      return new Promise(() => {});
    };
    const batches = batchesOf(scim, { baseUrl: service.baseUrl }, { ...context, sleep });
    const next = batches.next();
    await sleeping;
    await batches.return();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
