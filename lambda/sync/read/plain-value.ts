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

/** Attributes by their names, in the order of these: the same ones give the same text. */
export const plainAttributes = (attributes: Attributes = {}): Record<string, boolean | number | string> => {
  const plain: Record<string, boolean | number | string> = {};
  for (const name of Object.keys(attributes).sort()) plain[name] = plainValue(attributes[name]!);
  return plain;
};
