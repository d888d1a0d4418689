import type { Names } from '../../../config/expression/used-names.ts';
import type { Attributes, Value } from '../../../connectors/item.ts';

/**
 * An attribute as expressions see it: dates as `2026-11-22`, times of day as `08:30:00`, instants as ISO 8601 in UTC with
 * milliseconds, everything else as it is.
 */
export const plainValue = ({ type, value }: Value): boolean | number | string => {
  if (type === 'date') return value.toISOString().split('T')[0]!;
  if (type === 'time') return value.toISOString().split('T')[1]!.slice(0, 8);
  return type === 'dateTime' ? value.toISOString() : value;
};

/**
 * Attributes by their names, in the order of these: the same ones give the same text.
 *
 * @param names those that are of interest
 */
export const plainAttributes = (
  attributes: Attributes = {},
  names: Names = 'all',
): Record<string, boolean | number | string> => {
  const plain: Record<string, boolean | number | string> = {};
  const wanted = names === 'all' ? Object.keys(attributes).sort() : names;
  for (const name of wanted) {
    const value = attributes[name];
    if (value !== undefined) plain[name] = plainValue(value);
  }
  return plain;
};

/** The same names, in an order that does not depend on where they were found. */
export const sortedNames = (names: Names): Names => (names === 'all' ? names : new Set([...names].sort()));
