import * as z from 'zod';
import { formats, type JsonType, type KnownPattern, type Shape, type Treatment } from './shape.ts';

/** How a definition may be called: as components of OpenAPI (OpenAPI 3.1.1, section 4.8.7.1), so that no reference needs escapes. */
export const definitionName = /^[A-Za-z0-9._-]+$/;

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const satisfies JsonType[];

const treatments = [
  'keep',
  'pseudonym',
  'pseudonym-reversible',
  'domain',
  'length',
  'hash-ip',
  'redact',
  'drop',
] as const satisfies Treatment[];

const known = ['email', 'phone', 'ip', 'url', 'iban', 'card'] as const satisfies KnownPattern[];

const type = z.enum(types, {
  error: ({ input }) => (input === null ? 'is null for YAML: the type is written in quotes, "null"' : undefined),
});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const count = z.int().min(0);

const note = z
  .string()
  .optional()
  .meta({ description: 'For people only.', examples: ['Asked for by the vendor'] });

/** What is said where a shape should stand. */
export const notAShape = 'must be a shape, such as { type: string }: what has no shape does not pass';

const written = z
  .strictObject(
    {
      $ref: z
        .string()
        .regex(/^#\/\$defs\/[A-Za-z0-9._-]+$/, { error: 'must be #/$defs/ and the name of a definition in this file' })
        .optional()
        .meta({
          description: 'A definition of this file, in place of everything else.',
          examples: ['#/$defs/ticket'],
        }),
      $comment: note,
      title: note,
      description: note,
      type: z
        .union([type, z.array(type).min(1)])
        .optional()
        .meta({
          description: 'What the value can be. A value of another type does not leave.',
          examples: ['string', ['string', 'null']],
        }),

      get properties() {
        return z
          .record(z.string(), shape)
          .optional()
          .meta({ description: 'The properties that may leave, by name. Others do not.' });
      },
      required: z
        .array(z.string())
        .optional()
        .meta({
          description: 'Properties that must be there for this choice of an anyOf to be taken.',
          examples: [['id']],
        }),
      get additionalProperties() {
        return z
          .union([
            shape,
            z.literal(false, { error: 'must be false, or the shape of the values, such as { type: string }' }),
          ])
          .optional()
          .meta({
            description:
              'Of a map, whose keys are data too: the shape of its values. false, the default: there are none.',
            examples: [{ type: 'string' }],
          });
      },
      get propertyNames() {
        return shape.optional().meta({
          description: 'The shape of the keys of a map, with what happens to them.',
          examples: [{ type: 'string', treatment: 'pseudonym' }],
        });
      },

      get items() {
        return shape.optional().meta({ description: 'The shape of every element.', examples: [{ type: 'string' }] });
      },
      get prefixItems() {
        return z
          .array(shape)
          .min(1)
          .optional()
          .meta({
            description: 'Shapes of the first elements, one each; items is that of those after them.',
            examples: [[{ type: 'number' }, { type: 'number' }]],
          });
      },
      get anyOf() {
        return z
          .array(shape)
          .min(1)
          .optional()
          .meta({
            description: 'Choices: the one whose const or enum says so is taken, else the first that fits.',
            examples: [[{ type: 'string' }, { type: 'null' }]],
          });
      },
      const: scalar.optional().meta({ description: 'The only value that may leave.', examples: ['ticket'] }),
      enum: z
        .array(scalar)
        .min(1)
        .optional()
        .meta({ description: 'The values that may leave.', examples: [['open', 'closed']] }),

      format: z
        .enum(formats)
        .optional()
        .meta({ description: 'The form that text must have, or it does not leave.', examples: ['date-time'] }),
      pattern: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: "A regular expression in RE2's syntax that must match somewhere in the text.",
          examples: ['^[A-Z]{3}-[0-9]+$'],
        }),
      minLength: count.optional().meta({ description: 'Least number of characters.', examples: [1] }),
      maxLength: count.optional().meta({ description: 'Greatest number of characters.', examples: [100] }),
      minimum: z
        .number()
        .optional()
        .meta({ description: 'Least number.', examples: [1] }),
      maximum: z
        .number()
        .optional()
        .meta({ description: 'Greatest number.', examples: [100] }),

      treatment: z
        .enum(treatments)
        .optional()
        .meta({
          description:
            'What happens to the value on its way out. keep: nothing (the default). pseudonym: a keyed hash. ' +
            'pseudonym-reversible: one that the vendor can send back. domain: that of an e-mail address or a URL. length: how ' +
            'many characters and words. hash-ip: a keyed hash of an IP address. redact: what matches patterns is blotted out. ' +
            'drop: it does not leave.',
          examples: ['pseudonym'],
        }),
      patterns: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .meta({
          description: "With treatment redact: regular expressions in RE2's syntax; what they match is blotted out.",
          examples: [['ACM-[0-9]{5}']],
        }),
      known: z
        .array(z.enum(known))
        .min(1)
        .optional()
        .meta({
          description:
            'With treatment redact: kinds of text to blot out. Default: all, if there are no patterns either.',
          examples: [['email', 'phone']],
        }),
    },
    {
      error: ({ code }) => (code === 'invalid_type' ? notAShape : undefined),
    },
  )
  .meta({ id: 'shape', description: 'What may leave of a value.', examples: [{ type: 'string' }] });

/** A shape as it is written: each keyword is of the right kind. What keywords mean together is checked by `./rules/`. */
export const shape: z.ZodType<Shape> = written as unknown as z.ZodType<Shape>;
