import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Entity, Item, Relationship } from '../../../connectors/item.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { company, startBadges } from './support/badges.ts';
import { badgesPagings, badgesSource, definitionWith } from './support/badges-source.ts';

const entities = (items: readonly Item[], type: string) =>
  items.filter((item): item is Entity => item.kind === 'entity' && item.type === type);
const links = (items: readonly Item[], fromType: string, toType: string) =>
  items
    .filter(
      (item): item is Relationship =>
        item.kind === 'relationship' && item.fromType === fromType && item.toType === toType,
    )
    .map(({ fromId, toId }) => `${fromId} ${toId}`);

const everybody = company.people.map(({ number }) => String(number));
const memberships = company.groups.flatMap(({ number, members }) => members.map((member) => `${member} t/${number}`));
const nested = company.groups.flatMap(({ number, groups }) => groups.map((group) => `t/${group} t/${number}`));

describe.each(badgesPagings)('pages by %s', (paging) => {
  let badges: StandIn;
  beforeAll(async () => {
    badges = await startBadges(paging);
  });
  afterAll(() => badges.stop());

  test('everything is read to its end', async () => {
    const { items } = await badgesSource(definitionWith(paging), badges.origin).read();
    expect(entities(items, 'user').map(({ id }) => id)).toStrictEqual(everybody);
    expect(entities(items, 'team')).toHaveLength(company.groups.length);
    expect(links(items, 'user', 'team')).toStrictEqual(memberships);
    expect(links(items, 'team', 'team')).toStrictEqual(nested);
    expect(entities(items, 'badge')).toHaveLength(everybody.filter((id) => Number(id) % 2).length);
  });

  test('an import that is broken off after every batch is the same', async () => {
    const source = badgesSource(definitionWith(paging), badges.origin);
    const whole = await source.read();
    const { items, pages } = await source.readInPages();
    expect(items).toStrictEqual(whole.items);
    expect(pages).toBeGreaterThan(paging === 'none' ? 2 : 10);
  });
});

describe('one import', () => {
  let badges: StandIn;
  beforeEach(async () => {
    badges = await startBadges('link');
  });
  afterEach(() => badges.stop());
  const source = (more?: Readonly<Record<string, unknown>>) =>
    badgesSource(definitionWith('link'), badges.origin, more);

  test('gives a vendor what the definition says of a row', async () => {
    const { items, error } = await source().import();
    expect(error).toBeUndefined();
    const [first] = company.people;
    expect(items[0]).toStrictEqual({
      entity: {
        id: '1',
        type: 'user',
        name: first!.name,
        attributeAssignments: {
          mail: { string: first!.mail },
          active: { boolean: first!.status === 'active' },
          since: { dateTime: `${first!.hired}T00:00:00Z` },
          source: { string: 'badges' },
        },
      },
    });
    expect(JSON.stringify(items)).not.toContain('CANARY');
  });

  test('reads only what it is asked for', async () => {
    const { items } = await source({ read: ['members'] }).read();
    expect(entities(items, 'team')).toHaveLength(0);
    expect(entities(items, 'user')).toHaveLength(0);
    expect(links(items, 'user', 'team')).toStrictEqual(memberships);
  });

  test('reads further attributes', async () => {
    const { items } = await source({
      read: ['holders'],
      attributes: { holders: { firstBadge: '/badges/0/serial' } },
    }).read();
    expect(entities(items, 'user')[0]?.attributes).toMatchObject({ firstBadge: { type: 'string', value: 'b-1' } });
  });

  test('waits as long as it is told to, and goes on', async () => {
    badges.answerNext({ status: 429, headers: { 'retry-after': '7' } }, '/badges.example.com/api/teams');
    badges.answerNext({ status: 200, body: { error: { code: 'slow' } } }, '/badges.example.com/api/holders');
    badges.answerNext({ status: 503 }, '/badges.example.com/api/holders');
    const { items, slept } = await source().read();
    expect(entities(items, 'user')).toHaveLength(everybody.length);
    expect(Math.max(...slept)).toBeGreaterThanOrEqual(7_000);
    expect(slept.length).toBeLessThan(10);
  });

  test('passes over a team that is gone since it was read', async () => {
    badges.answerNext({ status: 404, body: {} }, '/badges.example.com/api/teams/t%2F2/members');
    const { items } = await source().read();
    expect(links(items, 'user', 'team')).toStrictEqual(memberships.filter((each) => !each.endsWith(' t/2')));
  });

  test.each([
    [404, 'data-changed'],
    [410, 'cursor-invalid'],
    [400, 'cursor-invalid'],
  ])('does not take a team for empty whose second page is answered with %i', async (status, code) => {
    const place = '/badges.example.com/api/teams/t%2F1/members';
    const next = 'https://badges.example.com/api/teams/t%2F1/members?at=4';
    badges.answerNext({ status: 200, body: { items: [{ kind: 'person', ref: 1 }], next } }, place);
    badges.answerNext({ status, body: {} }, place);
    await expect(source({ read: ['members'] }).read()).rejects.toMatchObject({ code });
  });

  test.each([
    ['an address of another host', 'https://evil.example/api/holders?at=4'],
    ['an address of another list', 'https://badges.example.com/api/teams?at=4'],
    ['an address above the list', 'https://badges.example.com/api/holders/../admin?at=4'],
    ['its own address again', 'https://badges.example.com/api/holders?at=8'],
  ])('does not follow a page to %s', async (_, next) => {
    const second = '/badges.example.com/api/holders';
    badges.answerNext(
      { status: 200, body: { items: [{ id: 1 }], next: 'https://badges.example.com/api/holders?at=8' } },
      second,
    );
    badges.answerNext({ status: 200, body: { items: [{ id: 2 }], next } }, second);
    await expect(source({ read: ['holders'] }).read()).rejects.toMatchObject({ code: 'source-failed' });
  });

  test.each([
    ['another host', { link: 'https://evil.example/api/holders' }],
    ['another list', { link: '/api/teams' }],
    ['what no definition names', { link: '/api/admin' }],
    ['a way of paging that is not the list’s', { token: 'n4' }],
  ])('refuses a cursor that leads to %s', async (_, page) => {
    const tested = source({ read: ['holders'] });
    const { options } = (await tested.openCursor(await tested.firstCursor())) as { readonly options: string };
    const cursor = await tested.sealCursor({ options, position: { list: 'holders', page, counts: {} } });
    const before = badges.requests.length;
    const { error } = await tested.import(cursor);
    expect(error).toBe('invalid_argument');
    expect(badges.requests).toHaveLength(before);
  });

  test.each([
    [401, 'credentials-refused'],
    [403, 'access-denied'],
    [404, 'configuration-invalid'],
    [410, 'cursor-invalid'],
    [302, 'source-failed'],
    [500, 'source-failed'],
  ])('tells what %i means', async (status, code) => {
    badges.answerNext({ status, body: { error: 'CANARY secret text' } }, '/badges.example.com/api/holders');
    const failure = await source()
      .read()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String((failure as Error).message)).not.toContain('CANARY');
  });
});
