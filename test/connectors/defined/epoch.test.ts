import { expect, test } from 'vitest';
import { compileItems } from '../../../connectors/defined/import/compile-items.ts';

const seen = (value: unknown, epoch: 'seconds' | 'milliseconds') => {
  const attributes = { seen: { column: 'at', type: 'dateTime' as const, epoch } };
  const items = [{ entity: { type: 'user', id: 'id', name: 'id', attributes } }];
  const { map } = compileItems({ items });
  const [item] = map({ row: { id: '1', at: value }, parent: undefined });
  return item?.kind === 'entity' ? item.attributes?.['seen']?.value : item;
};

test.each([
  [1_740_816_000, 'seconds', new Date('2025-03-01T08:00:00Z')],
  ['1740816000', 'seconds', new Date('2025-03-01T08:00:00Z')],
  [1_740_816_000_500, 'milliseconds', new Date('2025-03-01T08:00:00.5Z')],
  // How APIs write never.
  [0, 'seconds', undefined],
  ['0', 'milliseconds', undefined],
  ['', 'seconds', undefined],
  [null, 'seconds', undefined],
] as const)('%j, counted in %s, is %s', (value, epoch, expected) => {
  expect(seen(value, epoch)).toEqual(expected);
});

test('what is no number is told', () => {
  expect(() => seen('soon', 'seconds')).toThrow();
});
