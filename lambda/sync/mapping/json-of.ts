import { Optional } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from '../../../connectors/item.ts';

/**
 * A value of CEL as JSON: times as ISO 8601 texts, durations as seconds (`3600s`), whole numbers as numbers, names of maps sorted. Optionals that are
 * not there are left out.
 *
 * @returns `undefined` of an optional that is not there. Throws TypeError, without the value, for what JSON can not hold: bytes, types,
 * and numbers that are none or not exact.
 */
export const jsonOf = (value: unknown): Json | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return numberOf(value);
  if (Array.isArray(value)) return value.map(jsonOf).filter((each) => each !== undefined);
  if (value instanceof Optional) return value.hasValue() ? jsonOf(value.value()) : undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof UnsignedInt) return numberOf(value.valueOf() as bigint);
  if (value instanceof Duration) return value.toString();
  if (isMap(value)) return mapOf(value);
  throw new TypeError('JSON can not hold what an expression gave');
};

const numberOf = (value: number | bigint): number => {
  const number = Number(value);
  const isExact = typeof value === 'number' ? Number.isFinite(value) : Number.isSafeInteger(number);
  if (!isExact) throw new TypeError('JSON can not hold a number that an expression gave');
  return number;
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const mapOf = (map: Readonly<Record<string, unknown>>): Json => {
  const members: [string, Json][] = [];
  for (const name of Object.keys(map).sort()) {
    const json = jsonOf(map[name]);
    if (json !== undefined) members.push([name, json]);
  }
  return Object.fromEntries(members);
};
