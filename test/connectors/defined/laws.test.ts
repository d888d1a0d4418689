import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { organisation } from '../../standins/organisation.ts';
import { startBadges } from './support/badges.ts';
import { badgesPagings, badgesSource, definitionWith } from './support/badges-source.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 3);

/** An item by what makes it one: nothing may come twice. */
const keyOf = (item: Item): string => {
  if (item.kind === 'entity') return `${item.type} ${item.id}`;
  if (item.kind === 'relationship') return `${item.fromType} ${item.fromId} in ${item.toType} ${item.toId}`;
  return item.kind;
};

const organisations = fc.record({
  people: fc.integer({ min: 1, max: 40 }),
  groups: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(1_000),
});

test.each(badgesPagings)(
  'pages by %s: everything is read exactly once, wherever an import is broken off',
  async (paging) => {
    const stops = fc.array(fc.boolean(), { minLength: 13, maxLength: 13 });
    await fc.assert(
      fc.asyncProperty(
        organisations,
        fc.integer({ min: 1, max: 9 }),
        stops,
        async ({ seed, ...size }, atOnce, stopsAt) => {
          const company = organisation(size, seed);
          const expected = [
            ...company.people.flatMap(({ number }) => [
              `user ${number}`,
              ...(number % 2 ? [`badge b-${number}`, `user ${number} in badge b-${number}`] : []),
            ]),
            ...company.groups.map(({ number }) => `team t/${number}`),
            ...company.groups.flatMap(({ number, members, groups }) => [
              ...members.map((member) => `user ${member} in team t/${number}`),
              ...groups.map((group) => `team t/${group} in team t/${number}`),
            ]),
          ];
          const badges = await startBadges(paging, atOnce, company);
          try {
            const source = badgesSource(definitionWith(paging), badges.origin);
            const { items } = await source.readInPages((batch) => stopsAt[batch % stopsAt.length]!);
            const told = items.filter(({ kind }) => kind !== 'log');
            expect(told.map(keyOf).toSorted()).toEqual(expected.toSorted());
            expect(items).toStrictEqual((await source.read()).items);
          } finally {
            await badges.stop();
          }
        },
      ),
      { numRuns: runs },
    );
  },
);
