import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';
import { scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { enterpriseSchema } from '../../../../standins/scim/scim-schema.ts';
import { deliver, findOne, listAll, scimAt } from './scim-destination.ts';

const text = fc.oneof(
  fc.constantFrom('', 'a', 'B', 'Ünï "x" \\', 'work', 'tel:+32 (1) 2'),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const objectOf = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(members, { requiredKeys: [] })
    .map((object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)));

const element = objectOf({
  value: text,
  type: maybe(fc.constantFrom('work', 'home', 'o"t\\her')),
  display: maybe(text),
});
const list = fc
  .array(
    fc.oneof(
      element,
      text.filter((value) => value !== ''),
    ),
    { maxLength: 4 },
  )
  .chain((elements) =>
    fc
      .option(fc.nat(3), { nil: undefined })
      .map((primary) =>
        elements.map((each, index) =>
          index === primary && typeof each === 'object' ? { ...each, primary: true } : each,
        ),
      ),
  );

/** Resources as maps give them: with empty texts, empty lists and nulls. */
const documents = objectOf({
  title: maybe(fc.oneof(text, fc.constant(null))),
  displayName: maybe(text),
  name: maybe(objectOf({ givenName: maybe(text), familyName: maybe(text) })),
  emails: maybe(list),
  phoneNumbers: maybe(list),
  roles: maybe(list),
  entitlements: maybe(fc.oneof(list, text, fc.constant(null))),
  [enterpriseSchema]: maybe(objectOf({ department: maybe(text), manager: maybe(objectOf({ value: maybe(text) })) })),
}) as fc.Arbitrary<JsonObject>;

const services = fc.record({
  adds: fc.boolean(),
  etags: fc.boolean(),
  pathFilters: fc.boolean(),
  isShown: fc.boolean(),
  update: fc.constantFrom('patch', 'put', 'discover'),
});

test('what a service has after any changes is what it was sent, and what nobody named is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      services,
      fc.array(documents, { minLength: 1, maxLength: 6 }),
      async ({ update, ...rules }, history) => {
        const service = scimInMemory(rules);
        const scim = scimAt(service.fetch, { update });
        const standing = { nickName: 'Bo', addresses: [{ country: 'BE', type: 'home' }] };
        const id = service.addUser({ userName: 'u', externalId: 'k', ...standing });
        for (const document of history) {
          const { changed } = await deliver(scim, 'k', { userName: 'U', ...document });
          expect(changed?.outcome ?? 'done').toBe('done');
          const found = await findOne(scim, 'k');
          const [listed] = await listAll(scim);
          expect(scim.compare(found!, { userName: 'U', ...document })).toEqual([]);
          expect(scim.compare(listed!, { userName: 'U', ...document })).toEqual([]);
          service.resetCalls();
          await deliver(scim, 'k', { userName: 'U', ...document });
          expect(service.writes()).toBe(0);
        }
        expect(service.users().get(id)).toMatchObject({ nickName: 'Bo', addresses: [{ country: 'BE', type: 'home' }] });
      },
    ),
    { numRuns: 60 },
  );
});

test('who is made is as it was to be, whatever stands in it', async () => {
  await fc.assert(
    fc.asyncProperty(services, documents, async ({ update, ...rules }, document) => {
      const service = scimInMemory(rules);
      const scim = scimAt(service.fetch, { update });
      expect((await deliver(scim, 'k', document)).changed).toMatchObject({ outcome: 'done' });
      expect((await deliver(scim, 'k', document)).fields).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a difference is seen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 4 }),
      fc.string({ minLength: 1, maxLength: 4 }),
      async (one, other) => {
        fc.pre(one !== other);
        const scim = scimAt(scimInMemory().fetch);
        await deliver(scim, 'k', { title: one, roles: [one] });
        const { fields } = await deliver(scim, 'k', { title: other, roles: [one, other] });
        expect(fields.map(({ path }) => path)).toEqual(['title', 'roles']);
      },
    ),
    { numRuns: 50 },
  );
});
