import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePayload } from '../../../../../lambda/sync/destinations/panintelligence/compare-payload.ts';
import { desiredPayload } from '../../../../../lambda/sync/destinations/panintelligence/desired-payload.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';

const there: JsonObject = {
  user: {
    usercode: 'FRY',
    readableUserCode: 'Fry',
    surname: 'Fry',
    userExpirationDate: '2027-01-31T00:00:00Z',
    logoutEnabled: true,
    editUsers: true,
    lite: false,
  },
  variables: [
    { id: 7, name: 'a', value: '1' },
    { id: 8, name: 'b', value: '2' },
  ],
  userRoles: [{ name: 'x' }, { name: 'x', level: 2 }],
  restrictions: [],
};

const same: readonly JsonObject[] = [
  {},
  { user: { surname: 'Fry', email: null } },
  { user: { userExpirationDate: '2027-01-31' } },
  {
    variables: [
      { name: 'b', value: '2' },
      { name: 'a', value: '1' },
    ],
  },
  { userRoles: [{ name: 'x' }, { level: 2, name: 'x' }] },
  { userRoles: [{ level: 2 }, { name: 'x' }] },
  { userCategories: [], restrictions: [] },
];

test.each(same)('%j is there already', (document) => {
  const known = { userCategories: [], ...there };
  expect(comparePayload(known, document, 'keep')).toEqual([]);
});

const other: readonly (readonly [JsonObject, string])[] = [
  [{ user: { surname: 'fry' } }, 'user.surname'],
  [{ user: { lite: true } }, 'user.lite'],
  [{ user: { userTypeId: 3 } }, 'user.userTypeId'],
  [{ user: { userExpirationDate: '2027-02-01' } }, 'user.userExpirationDate'],
  [{ user: { userExpirationDate: null } }, 'user.userExpirationDate'],
  [{ variables: [{ name: 'a', value: '1' }] }, 'variables'],
  [
    {
      variables: [
        { name: 'a', value: '1' },
        { name: 'a', value: '1' },
      ],
    },
    'variables',
  ],
  [{ restrictions: [{ value: 'EU' }] }, 'restrictions'],
];

test.each(other)('%j is another one', (document, path) => {
  expect(comparePayload(there, document, 'keep').map((each) => each.path)).toEqual([path]);
});

test('where the rest is to go, permissions and lists that nobody named do, and what everybody has does not', () => {
  expect(comparePayload(there, { userRoles: there['userRoles']! }, 'replace')).toEqual([
    { path: 'user.editUsers', before: true, after: undefined },
    { path: 'variables', before: there['variables'], after: undefined },
  ]);
});

const member = fc.constantFrom('surname', 'email', 'lite', 'editUsers', 'orgId');
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const lists = fc.array(fc.dictionary(fc.constantFrom('name', 'value'), value, { minKeys: 1 }), { maxLength: 4 });
const document = fc
  .record({ user: fc.dictionary(member, value), variables: lists, userRoles: lists }, { requiredKeys: [] })
  .map((each) => each as JsonObject);

test.each([
  [
    [{ name: null }, { value: 0 }, { value: null, name: null }],
    [{ value: null, name: null }, { name: null }, { value: 0 }],
  ],
  [
    [{ name: 'a', value: 'b' }, { name: 'a' }],
    [{ name: 'a' }, { value: 'b' }],
  ],
])('members of a list are found however little is said of each: %j, %j', (is, wanted) => {
  expect(comparePayload({ variables: is }, { variables: wanted }, 'keep')).toEqual([]);
});

test('whatever was delivered is there, and what was kept is still there', () => {
  fc.assert(
    fc.property(document, document, (before, wanted) => {
      const kept = desiredPayload('fry', before);
      const payload = desiredPayload('fry', wanted, kept);
      expect(comparePayload(payload, wanted, 'keep')).toEqual([]);
      const { user = {}, ...own } = wanted;
      for (const [name, list] of Object.entries(before))
        if (name !== 'user' && !(name in own)) expect(payload[name]).toBe(list);
      for (const [name, old] of Object.entries(before['user'] ?? {}))
        if (!(name in (user as object))) expect((payload['user'] as JsonObject)[name]).toBe(old);
    }),
  );
});
