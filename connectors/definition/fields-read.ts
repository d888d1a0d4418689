import type { AttributeDefinition, ItemMapping, RelationshipEnd, TypeName } from './definition.ts';

/**
 * The fields of a row that a mapping reads, by their names at the top of the row.
 *
 * @param others columns that are read besides
 * @example fieldsRead([{ entity: { type: 'user', id: 'id', name: '/profile/name', attributes: {} } }], []) // ['id', 'profile']
 */
export const fieldsRead = (items: readonly ItemMapping[], others: readonly string[]): readonly string[] => [
  ...new Set([...items.flatMap(columnsOf), ...others].map(fieldOf)),
];

/** Columns of the row: of a mapping of its list's elements, only the list is one. */
const columnsOf = (mapping: ItemMapping): readonly string[] =>
  mapping.each === undefined ? columnsRead(mapping) : [mapping.each];

/** All columns that a mapping names, of a row or of an element; but for that of removed ones, which a source writes unasked. */
export const columnsRead = ({ where, entity, relationship }: ItemMapping): readonly string[] => [
  ...Object.keys(where ?? {}),
  ...(entity
    ? [entity.id, ...[entity.name].flat(), ...typeColumns(entity.type), ...attributeColumns(entity.attributes)]
    : []),
  ...(relationship
    ? [...endColumns(relationship.from), ...endColumns(relationship.to), ...attributeColumns(relationship.attributes)]
    : []),
];

const typeColumns = (type: TypeName): readonly string[] => (typeof type === 'string' ? [] : [type.column]);

/** The columns that say an entity's type and id. */
export const endColumns = (end: RelationshipEnd): readonly string[] =>
  typeof end === 'string' ? [] : [end.id, ...typeColumns(end.type)];

const attributeColumns = (attributes: Readonly<Record<string, AttributeDefinition>>): readonly string[] =>
  Object.values(attributes).flatMap((attribute) => {
    if (typeof attribute === 'string') return [attribute];
    return 'column' in attribute ? [attribute.column] : [];
  });

const fieldOf = (column: string): string =>
  column.startsWith('/') ? column.split('/')[1]!.replaceAll('~1', '/').replaceAll('~0', '~') : column;
