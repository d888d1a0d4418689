import { describe, expect, test } from 'vitest';
import type { Mapping, SourceGroup, SourceUser } from '../../../../lambda/sync/mapping/mapped-user.ts';
import { emailOf } from '../../../../lambda/sync/sign-in/email-of.ts';
import { askToken, claimsTextOf, signIn, syncWorld, type WorldOptions } from '../create-sync-world.ts';

const canary = 'canary-of-the-user';
const names = signIn.claims;
const user = { id: 'p1', name: 'Person One', attributes: { email: 'p1@example.com', active: true, level: 3 } };

/** A map that keeps what it was given: whoever is not active is not to be there, and whoever has no address has no key. */
const givenWorld = (sync: WorldOptions['sync'] = {}) => {
  const seen: { user: SourceUser; groups: readonly SourceGroup[] }[] = [];
  const mapping: Mapping = {
    hash: 'x',
    map(user, groups) {
      seen.push({ user, groups });
      if (user['active'] === false) return undefined;
      const key = user['email'];
      if (typeof key !== 'string') return { code: 'key-missing', at: 'users.key' };
      return {
        key,
        document: { user: { email: key, forenames: user.name }, userRoles: groups.map(({ name }) => ({ name })) },
      };
    },
  };
  const world = syncWorld({
    sync: { signIn: { ...signIn, facts: 'given' }, ...sync },
    mapping,
    payloadOf: (key, document) => `[ ${JSON.stringify({ ...document, usercode: key })} ]`,
  });
  return { ...world, seen };
};

describe('facts that a server gives', () => {
  test('are mapped as those of the source, and said as the push says them', async () => {
    const world = givenWorld();
    const groups = [
      { id: 'g1', name: 'BI Admins', attributes: { region: 'north' }, membership: { since: '2026-01-01' } },
      { id: 'g2', name: 'Everybody' },
    ];
    const { status, body } = await askToken(world, { user, groups });
    expect(status).toBe(200);
    expect(world.seen).toEqual([
      {
        user: { email: 'p1@example.com', active: true, level: 3, id: 'p1', name: 'Person One', type: 'person' },
        groups: [
          { region: 'north', id: 'g1', name: 'BI Admins', type: 'team', membership: { since: '2026-01-01' } },
          { id: 'g2', name: 'Everybody', type: 'team' },
        ],
      },
    ]);
    const text = claimsTextOf(body.token);
    expect(JSON.parse(text)).toMatchObject({ sub: 'p1@example.com', [names.email!]: 'p1@example.com' });
    expect(text).toContain(
      '[ {"user":{"email":"p1@example.com","forenames":"Person One"},"userRoles":[{"name":"BI Admins"},{"name":"Everybody"}],"usercode":"p1@example.com"} ]',
    );
  });

  test('no attribute takes the place of id, name or type', async () => {
    const world = givenWorld();
    const attributes = { ...user.attributes, id: 'x', name: 'x', type: 'x' };
    await askToken(world, { user: { ...user, attributes }, groups: [{ id: 'g', name: 'G', attributes }] });
    expect(world.seen[0]).toMatchObject({
      user: { id: 'p1', name: 'Person One', type: 'person' },
      groups: [{ id: 'g', name: 'G', type: 'team' }],
    });
  });

  test('need no word about groups where the sync has none', async () => {
    const world = givenWorld({ groups: undefined });
    expect((await askToken(world, { user })).status).toBe(200);
    expect((await askToken(world, { user, groups: [] })).body.code).toBe('request-malformed');
  });

  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  test.each<[string, string, unknown]>([
    ['user-unknown', 'who is not to be there', { user: { ...user, attributes: { active: false } }, groups: [] }],
    ['mapping-problem', 'who has no key', { user: { id: canary, name: canary }, groups: [] }],
    ['request-malformed', 'a key alone', { user: canary }],
    ['request-malformed', 'groups forgotten', { user }],
    ['request-malformed', 'no name', { user: { id: canary }, groups: [] }],
    ['request-malformed', 'a member too many', { user: { ...user, email: canary }, groups: [] }],
    ['request-malformed', 'a list of attributes', { user: { ...user, attributes: [canary] }, groups: [] }],
    ['request-malformed', 'no attributes', { user: { ...user, attributes: null }, groups: [] }],
    ['request-malformed', 'a group that is a name', { user, groups: [canary] }],
    [
      'request-malformed',
      'a group too many',
      { user, groups: Array.from({ length: 5_001 }, () => ({ id: 'g', name: 'g' })) },
    ],
    ['request-malformed', 'attributes without end', { user: { ...user, attributes: deep(17) }, groups: [] }],
    [
      'request-malformed',
      'attributes that are one pit',
      `{"user":{"id":"a","name":"a","attributes":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}},"groups":[]}`,
    ],
    [
      'request-malformed',
      'a number beyond all numbers',
      '{"user":{"id":"a","name":"a","attributes":{"n":1e999}},"groups":[]}',
    ],
  ])('%s: %s', async (code, _what, body) => {
    const world = givenWorld();
    const answered = await askToken(world, body);
    expect(answered.body.code).toBe(code);
    expect(answered.status).toBe({ 'user-unknown': 404, 'mapping-problem': 422, 'request-malformed': 400 }[code]);
    expect(JSON.stringify([answered.body, world.lines])).not.toContain(canary);
    if (code === 'mapping-problem') expect(answered.body.detail).toContain('at users.key');
  });

  test('may be as deep as 16 levels', async () => {
    const attributes = { ...user.attributes, deep: deep(14) };
    expect((await askToken(givenWorld(), { user: { ...user, attributes }, groups: [] })).status).toBe(200);
  });
});

test.each<[Parameters<typeof emailOf>[0], string | undefined]>([
  [{ user: { email: 'a@example.com' }, email: 'b@example.com' }, 'a@example.com'],
  [{ email: 'b@example.com' }, 'b@example.com'],
  [{ emails: [{ value: 'a@example.com' }, { value: 'b@example.com', primary: true }] }, 'b@example.com'],
  [{ emails: [{ value: 'a@example.com' }, { value: 'b@example.com' }] }, 'a@example.com'],
  [{ user: 'a@example.com', emails: 'b@example.com' }, undefined],
  [{ user: { email: '' }, email: null, emails: [null] }, undefined],
  [{}, undefined],
])('the mail address in %j is %j', (document, email) => {
  expect(emailOf(document)).toBe(email);
});
