import type {
  AttributeDefinition,
  EntityReference,
  ItemMapping,
  RelationshipEnd,
  TypeName,
} from '../../definition/definition.ts';
import { fieldReader } from '../../field-reader.ts';
import type { Item } from '../../item.ts';
import { compileMapping, type MapRow } from '../../mapping/compile-mapping.ts';
import type { Mapping, ValueType } from '../../mapping/mapping.ts';
import type { List } from '../defined-source.ts';

/** An entity by its type and id; what either is missing of is none. */
export interface EntityKey {
  readonly type: unknown;
  readonly id: unknown;
}

/** What the items of one row are made from. */
export interface RowInput {
  readonly row: unknown;
  /** The entity of the row that this list is read for. */
  readonly parent: EntityKey | undefined;
  /** Whether rows that are gone are told, instead of passed over. @default false */
  readonly tellsRemoved?: boolean;
}

/** Turns one row into its items. Throws InvalidRow. */
export type MapItems = (input: RowInput) => readonly Item[];

/** Reads one cell: of a row, or of an element of a list in it. */
type Cell = (element: unknown, self: EntityKey | undefined, parent: EntityKey | undefined) => unknown;

/**
 * Compiles the mappings of a list, once for all rows.
 *
 * @returns how a row becomes items; which entity a row is: `self`, or that of the first mapping that makes one of the row itself; and
 * whether it is gone, as any mapping of the row itself says
 */
export const compileItems = ({
  items: mappings,
  self: written,
}: Pick<List, 'items' | 'self'>): {
  readonly map: MapItems;
  readonly keyOf: (row: unknown) => EntityKey | undefined;
  readonly isGone: (row: unknown) => boolean;
} => {
  const keyOf = compileKey(written ?? mappings.find(({ each, entity }) => each === undefined && entity)?.entity);
  const parts = mappings.map(compilePart);
  const goneBy = mappings.flatMap(({ each, removed }) => (each === undefined ? [compileRemoved(removed)] : []));
  return {
    keyOf,
    isGone: (row) => goneBy.some((isGone) => isGone(row)),
    map: ({ row, parent, tellsRemoved = false }) => {
      const self = keyOf(row);
      const items: Item[] = [];
      for (const part of parts) part(row, { self, parent, tellsRemoved }, items);
      return items;
    },
  };
};

const compileKey = (entity: EntityReference | undefined): ((row: unknown) => EntityKey | undefined) => {
  if (!entity) return () => undefined;
  const [typeOf, idOf] = [compileType(entity.type), columnReader(entity.id)];
  return (row) => ({ type: typeOf(row), id: idOf(row) });
};

interface Surroundings {
  readonly self: EntityKey | undefined;
  readonly parent: EntityKey | undefined;
  readonly tellsRemoved: boolean;
}

type Part = (row: unknown, around: Surroundings, items: Item[]) => void;

const compilePart = ({ each, where, removed, ...mapping }: ItemMapping): Part => {
  const { cells, mapRow, typeCells } = compileCells(mapping);
  const fits = compileWhere(where);
  const isGone = compileRemoved(removed);
  const one = (element: unknown, { self, parent, tellsRemoved }: Surroundings, items: Item[]): void => {
    if (!fits(element)) return;
    const isRemoved = isGone(element);
    if (isRemoved && !tellsRemoved) return;
    const row = cells.map((cell) => cell(element, self, parent));
    // A kind that the definition does not know is passed over.
    if (typeCells.some((index) => row[index] === unknownType)) return;
    const item = mapRow(row);
    if (item) items.push(isRemoved ? { ...item, attributes: { ...item.attributes, removed: yes } } : item);
  };
  if (each === undefined) return one;
  const listOf = columnReader(each);
  return (row, around, items) => {
    const list = listOf(row);
    if (Array.isArray(list)) for (const element of list) one(element, around, items);
  };
};

/** How an item that is gone says so, by the attribute `removed`. */
const yes = { type: 'boolean', value: true } as const;

const compileRemoved = (column: string | undefined): ((element: unknown) => boolean) => {
  if (column === undefined) return () => false;
  const read = columnReader(column);
  return (element) => {
    const value = read(element);
    return value !== undefined && value !== null && value !== false;
  };
};

const unknownType = Symbol('a type that the definition does not know');

interface Cells {
  readonly cells: readonly Cell[];
  readonly mapRow: MapRow;
  /** Which of the cells hold types. */
  readonly typeCells: readonly number[];
}

/** The mapping as one of columns, and what reads those. Columns that are made here have names in brackets. */
const compileCells = ({ entity, relationship }: Pick<ItemMapping, 'entity' | 'relationship'>): Cells => {
  const cells: Cell[] = [];
  const names: string[] = [];
  const typeCells: number[] = [];
  const column = (name: string, cell: Cell): string => {
    const key = names.includes(name) ? `${name} (${names.length})` : name;
    names.push(key);
    cells.push(cell);
    return key;
  };
  const type = (written: TypeName): string | { readonly column: string } => {
    if (typeof written === 'string') return written;
    typeCells.push(cells.length);
    return { column: column(written.column, compileType(written)) };
  };
  const end = (written: RelationshipEnd) => {
    if (typeof written !== 'string')
      return { type: type(written.type), id: column(written.id, columnReader(written.id)) };
    const keyOf = (self: EntityKey | undefined, parent: EntityKey | undefined) => (written === 'self' ? self : parent);
    return {
      type: { column: column(`(type of ${written})`, (_, self, parent) => keyOf(self, parent)?.type) },
      id: column(`(id of ${written})`, (_, self, parent) => keyOf(self, parent)?.id),
    };
  };
  const attributes = (written: Readonly<Record<string, AttributeDefinition>>) =>
    Object.fromEntries(
      Object.entries(written).map(([id, from]): [string, { column: string; type: ValueType }] => {
        const { name, type, cell } = attributeCell(from);
        return [id, { column: column(name, cell), type }];
      }),
    );
  const mapping: Mapping = entity
    ? {
        entity: {
          type: type(entity.type),
          id: column(entity.id, columnReader(entity.id)),
          name: column('(name)', firstText([entity.name].flat())),
          attributes: attributes(entity.attributes),
        },
      }
    : {
        relationship: {
          from: end(relationship!.from),
          to: end(relationship!.to),
          attributes: attributes(relationship!.attributes),
          optional: true,
        },
      };
  return { cells, typeCells, mapRow: compileMapping(mapping, (name) => names.indexOf(name)) };
};

const columnReader = (column: string): ((row: unknown) => unknown) => {
  if (column === '.') return (row) => row;
  const read = fieldReader(column);
  return (row) => (typeof row === 'object' && row !== null ? read(row) : undefined);
};

const compileType = (type: TypeName): ((row: unknown) => unknown) => {
  if (typeof type === 'string') return () => type;
  const read = columnReader(type.column);
  const { values } = type;
  if (!values) return read;
  return (row) => {
    const word = String(read(row));
    return Object.hasOwn(values, word) ? values[word] : unknownType;
  };
};

const firstText = (columns: readonly string[]): Cell => {
  const readers = columns.map(columnReader);
  return (row) => {
    for (const read of readers) {
      const value = read(row);
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  };
};

const typesOfValues: Readonly<Record<string, ValueType>> = { boolean: 'boolean', number: 'number', string: 'string' };

const attributeCell = (
  from: AttributeDefinition,
): { readonly name: string; readonly type: ValueType; readonly cell: Cell } => {
  if (typeof from === 'string') return { name: from, type: 'string', cell: columnReader(from) };
  if ('value' in from) return { name: '(value)', type: typesOfValues[typeof from.value]!, cell: () => from.value };
  const read = columnReader(from.column);
  const { column: name, type, epoch } = from;
  return { name, type, cell: epoch === undefined ? read : (row) => instantOf(read(row), epoch) };
};

/**
 * The instant of a number that counts from 1970, as text; what is no such number stays, and is told as invalid. 0 is how APIs write
 * never (Slack's `date_delete`).
 */
const instantOf = (value: unknown, epoch: 'seconds' | 'milliseconds'): unknown => {
  if (value === null || value === undefined || value === '' || Number(value) === 0) return undefined;
  const date = new Date(Number(value) * (epoch === 'seconds' ? 1_000 : 1));
  return Number.isNaN(date.getTime()) ? value : date.toISOString();
};

const compileWhere = (where: ItemMapping['where']): ((element: unknown) => boolean) => {
  if (!where) return () => true;
  const tests = Object.entries(where).map(([column, wanted]) => {
    const read = columnReader(column);
    const values = new Set<unknown>([wanted].flat());
    return (element: unknown) => values.has(read(element) ?? null);
  });
  return (element) => tests.every((test) => test(element));
};
