import * as z from 'zod';

/**
 * How rows become entities and relationships. One form for every source that has rows: a column is a column of a query, a column
 * of a CSV file, or a field of a JSON record.
 *
 * ```yaml
 * entity:
 *   type: person                                   # or { column: kind }
 *   id: id
 *   name: full_name
 *   attributes:
 *     email: email                                 # a string
 *     hired: { column: hired_on, type: date }
 * ```
 * ```yaml
 * relationship:
 *   from: { type: person, id: person_id }
 *   to: { type: team, id: team_id }
 *   attributes: { since: { column: since, type: date } }
 * ```
 * A null or empty column leaves its attribute out. A row without an id, or with a value that is not of its type, is invalid.
 */
const column = z
  .string()
  .min(1)
  .max(256)
  .describe('The column (of a query or a CSV file) or field (of a JSON record).');

/** The types that an attribute may have. How each is read: see read-value.ts. */
export const valueTypes = ['string', 'number', 'boolean', 'date', 'dateTime', 'time'] as const;

export type ValueType = (typeof valueTypes)[number];

/** The option that says of which type an attribute is. */
export const valueType = z
  .enum(valueTypes)
  .default('string')
  .describe(
    'Type of the value. Dates and times are read as ISO 8601 or SQL write them; a time without an offset is UTC.',
  );

/** The id of an attribute type. `__proto__` is refused because it is no ordinary property name in JavaScript. */
export const attributeId = z
  .string()
  .min(1)
  .max(256)
  .regex(/^(?!__proto__$)/, 'choose another id than __proto__');

const attributes = z
  .record(attributeId, z.union([column, z.strictObject({ column, type: valueType })]))
  .default({})
  .describe('Attributes by the id of their attribute type: a column (a string), or a column and a type.');

const typeName = z
  .union([z.string().min(1).max(256), z.strictObject({ column })])
  .describe('Type of the entity: a fixed word, or the column that holds it.');

const end = z.strictObject({
  type: typeName,
  id: column.describe('The column with the id of the entity at this end.'),
});

/** A row is an entity. */
const entityMapping = z
  .strictObject({
    type: typeName,
    id: column.describe('The column with the id. It must not be empty.'),
    name: column.optional().describe('The column with the name to show. The id stands in where it is absent or empty.'),
    attributes,
  })
  .describe('What a row is, if it is an entity.');

/** A row is a link from one entity to another. */
const relationshipMapping = z
  .strictObject({
    from: end.describe('The entity that the link starts at.'),
    to: end.describe('The entity that the link leads to.'),
    attributes,
    optional: z
      .boolean()
      .default(false)
      .describe('A row with an empty id is no link and is passed over, instead of being invalid.'),
  })
  .describe('What a row is, if it is a relationship.');

/** The option that says what becomes of a row that can not be mapped. */
export const onInvalidRow = z
  .enum(['fail', 'skip'])
  .default('fail')
  .describe(
    'A row without an id, or with a value that is not of its type: end the import (fail), or leave it out and say how many (skip).',
  );

export type EntityMapping = z.output<typeof entityMapping>;
export type RelationshipMapping = z.output<typeof relationshipMapping>;
export type InvalidRowPolicy = z.output<typeof onInvalidRow>;

/** What a row is: exactly one of the two. */
export interface Mapping {
  readonly entity?: EntityMapping | undefined;
  readonly relationship?: RelationshipMapping | undefined;
}

/** The two keys of a mapping, to be spread into the object that carries it; check it with `isOneMapping`. */
export const mappingShape = { entity: entityMapping.optional(), relationship: relationshipMapping.optional() };

/** Whether a mapping says one thing, and not both or none. */
export const isOneMapping = (mapping: Mapping): boolean =>
  (mapping.entity === undefined) !== (mapping.relationship === undefined);

/** What to write where `isOneMapping` is false. */
export const oneMappingMessage = 'write either entity: or relationship: here, to say what a row is';
