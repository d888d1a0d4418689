import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parentsFirst } from '../../../../../lambda/sync/destinations/panintelligence/parents-first.ts';

const family = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) => fc.option(fc.integer({ min: 0, max: 20 })).map((parent) => ({ key: `u${key}`, parent }))),
    ),
  );

test('nobody is lost or doubled, and whoever is below somebody comes after, unless they go round in a circle', () => {
  fc.assert(
    fc.property(family, (users) => {
      const items = users.map(({ key, parent }) => ({
        key,
        payload: { user: parent === null ? {} : { parentIdentifier: `U${parent}` } },
      }));
      const ordered = parentsFirst(items);
      expect(ordered.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(
        items.toSorted((a, b) => a.key.localeCompare(b.key)),
      );
      const above = new Map(users.map(({ key, parent }) => [key, `u${parent}`]));
      const goesRound = (key: string): boolean => {
        const seen = new Set<string>();
        for (let at: string | undefined = key; at !== undefined; at = above.get(at)) {
          if (seen.has(at)) return true;
          seen.add(at);
        }
        return false;
      };
      const place = new Map(ordered.map(({ key }, at) => [key, at]));
      for (const [key, parent] of above)
        if (place.has(parent) && !goesRound(key)) expect(place.get(parent)!).toBeLessThan(place.get(key)!);
    }),
  );
});

test('others stay in their order', () => {
  const items = ['c', 'a', 'b'].map((key) => ({ key, payload: { user: {} } }));
  expect(parentsFirst(items)).toEqual(items);
});
