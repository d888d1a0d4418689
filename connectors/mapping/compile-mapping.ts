import type { Attributes, Entity, Relationship, Value } from '../item.ts';
import type { EntityMapping, Mapping, RelationshipMapping } from './mapping.ts';
import { looksOf, readText, readValue } from './read-value.ts';

/** The values of one row. */
export type Row = readonly unknown[];

/** What becomes of a row: an item, or nothing if it is a link with an open end and the mapping says `optional`. */
export type MapRow = (row: Row) => Entity | Relationship | undefined;

/** A row that can not become what its mapping says. `column` and the message are words of the mapping and ours, never a value. */
export class InvalidRow extends Error {
  override readonly name = 'InvalidRow';
  readonly column: string;

  constructor(column: string, reason: string) {
    super(reason);
    this.column = column;
  }
}

/**
 * Turns a mapping into a function, once, so that a row costs no look-ups by name.
 *
 * @param indexOf where a row holds a column; called once for every place of the mapping that names one
 * @returns a function that throws InvalidRow for a row without an id or with a value that is not of its type
 */
export const compileMapping = (mapping: Mapping, indexOf: (column: string) => number): MapRow => {
  if (mapping.entity) return compileEntity(mapping.entity, indexOf);
  if (mapping.relationship) return compileRelationship(mapping.relationship, indexOf);
  throw new RangeError('a mapping has either an entity or a relationship');
};

type IndexOf = (column: string) => number;

const compileEntity = (mapping: EntityMapping, indexOf: IndexOf): MapRow => {
  const typeOf = compileType(mapping.type, indexOf);
  const idOf = compileRequired(mapping.id, indexOf);
  const nameOf = mapping.name === undefined ? () => undefined : compileText(mapping.name, indexOf);
  const attributesOf = compileAttributes(mapping.attributes, indexOf);
  return (row) => {
    const id = idOf(row);
    return { kind: 'entity', id, name: nameOf(row) ?? id, type: typeOf(row), attributes: attributesOf(row) };
  };
};

const compileRelationship = (mapping: RelationshipMapping, indexOf: IndexOf): MapRow => {
  const { from, to, optional } = mapping;
  const fromIdOf = compileRequired(from.id, indexOf);
  const fromTypeOf = compileType(from.type, indexOf);
  const toIdOf = compileRequired(to.id, indexOf);
  const toTypeOf = compileType(to.type, indexOf);
  const attributesOf = compileAttributes(mapping.attributes, indexOf);
  const [fromIndex, toIndex] = [indexOf(from.id), indexOf(to.id)];
  return (row) => {
    if (optional && (isEmpty(row[fromIndex]) || isEmpty(row[toIndex]))) return undefined;
    return {
      kind: 'relationship',
      fromId: fromIdOf(row),
      fromType: fromTypeOf(row),
      toId: toIdOf(row),
      toType: toTypeOf(row),
      attributes: attributesOf(row),
    };
  };
};

const isEmpty = (value: unknown): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

const compileType = (type: string | { readonly column: string }, indexOf: IndexOf): ((row: Row) => string) =>
  typeof type === 'string' ? () => type : compileRequired(type.column, indexOf);

const compileRequired = (column: string, indexOf: IndexOf): ((row: Row) => string) => {
  const textOf = compileText(column, indexOf);
  return (row) => {
    const text = textOf(row);
    if (text === undefined) throw new InvalidRow(column, 'is empty');
    return text;
  };
};

const compileText = (column: string, indexOf: IndexOf): ((row: Row) => string | undefined) => {
  const index = indexOf(column);
  return (row) => {
    const value = row[index];
    if (isEmpty(value)) return undefined;
    const text = readText(value);
    if (text === undefined) throw new InvalidRow(column, `is not ${looksOf.string}`);
    return text;
  };
};

const compileAttributes = (mapping: EntityMapping['attributes'], indexOf: IndexOf): ((row: Row) => Attributes) => {
  const attributes = Object.entries(mapping).map(([id, from]) => {
    const { column, type } = typeof from === 'string' ? { column: from, type: 'string' as const } : from;
    return { id, column, type, index: indexOf(column), read: readValue[type] };
  });
  return (row) => {
    const values: Record<string, Value> = {};
    for (const { id, column, type, index, read } of attributes) {
      const cell = row[index];
      if (isEmpty(cell)) continue;
      const value = read(cell);
      if (value === undefined) throw new InvalidRow(column, `is not ${looksOf[type]}`);
      values[id] = value;
    }
    return values;
  };
};
