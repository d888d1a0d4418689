import * as z from 'zod';
import { attributeId, valueType } from '../mapping/mapping.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Where a value is in a row. */
export const column = z
  .string()
  .min(1)
  .max(256)
  .meta({
    description:
      'A field of the row by its name, a place inside it as a JSON Pointer (/profile/email), or . for a row that is a text or number itself.',
    examples: ['displayName', '/profile/email'],
  });

const typeName = z
  .union([
    z.string().min(1).max(256),
    z.strictObject({
      column,
      values: z
        .record(z.string(), z.string().min(1))
        .optional()
        .meta({
          description: 'What each value of the column means. Rows with others are passed over.',
          examples: [{ USER: 'user', GROUP: 'group' }],
        }),
    }),
  ])
  .meta({ description: 'Type of the entity: a word, or the column that says it.', examples: ['user'] });

/** Where the value of an attribute is, and of which type. */
export const attributeDefinition = z
  .union([
    column,
    z.strictObject({
      column,
      type: valueType,
      epoch: z
        .enum(['seconds', 'milliseconds'])
        .optional()
        .meta({ description: 'A dateTime that is a number, counted from 1970. 0 is none.', examples: ['seconds'] }),
    }),
    z.strictObject({ value: scalar.meta({ description: 'The same for every row.', examples: [true] }) }),
  ])
  .meta({
    id: 'attribute',
    description: 'A column that holds text; a column and a type; or a value.',
    examples: ['mail'],
  });

const attributes = z
  .record(attributeId, attributeDefinition)
  .default({})
  .meta({ description: 'Attributes by the id of their attribute type.', examples: [{ mail: 'mail' }] });

/** A row is an entity. */
const entity = z
  .strictObject({
    type: typeName,
    id: column,
    name: z
      .union([column, z.array(column).min(1)])
      .optional()
      .meta({
        description: 'The name to show: the first column that is not empty. Default: the id.',
        examples: [['displayName', 'mail']],
      }),
    attributes,
  })
  .transform(({ name, ...rest }) => ({ ...rest, name: name ?? rest.id }))
  .meta({ description: 'The row is an entity.', examples: [{ type: 'user', id: 'id', name: 'displayName' }] });

/** An entity by the columns of its type and id. */
export const entityReference = z.strictObject({ type: typeName, id: column });

const end = z.union([z.enum(['self', 'parent']), entityReference]).meta({
  description:
    'self: the entity of this row. parent: that of the row which this list is read for. Or a type and an id.',
  examples: ['self'],
});

/** A row is a link. */
const relationship = z.strictObject({ from: end, to: end, attributes }).meta({
  description: 'The row is a link from one entity to another. A row with an empty end is none.',
  examples: [{ from: { type: 'user', id: 'id' }, to: 'parent' }],
});

/** What rows become: `{ entity: … }` or `{ relationship: … }`. */
export const itemMapping = z
  .strictObject({
    each: column.optional().meta({
      description: 'A column with a list: each of its elements is mapped, instead of the row.',
      examples: ['assignedLicenses'],
    }),
    where: z
      .record(z.string(), z.union([scalar, z.null(), z.array(z.union([scalar, z.null()])).min(1)]))
      .optional()
      .meta({
        description:
          'Only rows (of each: elements) whose column has that value, or one of them. null: those that have nothing there.',
        examples: [{ accountType: 'atlassian' }],
      }),
    removed: column.optional().meta({
      description:
        'A column that only rows (of each: elements) have which are gone: told in changes, passed over in a whole list.',
      examples: ['@removed'],
    }),
    entity: entity.optional(),
    relationship: relationship.optional(),
  })
  .refine(({ entity, relationship }) => (entity === undefined) !== (relationship === undefined), {
    error: 'write either entity: or relationship: here, to say what a row is',
  });
