import * as z from 'zod';
import { httpsUrl } from '../schema/https-url.ts';
import type { Shape } from './shape.ts';
import { shape } from './shape-schema.ts';

/** An endpoint as people write it; its key is `GET /tickets/{number}`. */
export interface WrittenEndpoint {
  readonly variables?: Readonly<Record<string, Shape>>;
  /** Of the variables, those that the source wants escaped twice. */
  readonly escapedTwice?: readonly string[];
  readonly query?: Readonly<Record<string, Shape>>;
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
  readonly body?: WrittenBody;
  /** Short for `answers: { 2XX: … }`. */
  readonly answer?: Shape;
  readonly answers?: Readonly<Record<string, Shape>>;
  readonly server?: string;
  readonly subject?: Shape;
}

/** A request body as people write it. */
export interface WrittenBody {
  readonly type: string | readonly string[];
  readonly shape?: Shape;
  /** @default 1 MiB */
  readonly maximumBytes?: number;
}

/** A shapes file as people write it. */
export interface WrittenFile {
  readonly server?: string;
  readonly endpoints: Readonly<Record<string, WrittenEndpoint>>;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

const mediaType = z
  .string()
  .regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/, {
    error: 'must be one media type in lower case, without parameters and wildcards',
  })
  .meta({ description: 'A media type.', examples: ['application/json'] });

const body = z
  .strictObject({
    type: z.union([mediaType, z.array(mediaType).min(1)]).meta({
      description: 'The media type that it may have, or a list of them.',
      examples: ['application/json'],
    }),
    shape: shape.optional().meta({ description: 'What a JSON body may hold. What it does not name is refused.' }),
    maximumBytes: z
      .int()
      .min(1)
      .max(100 * 1024 * 1024)
      .optional()
      .meta({ description: 'The largest body, in bytes. Default: 1048576 (1 MiB).', examples: [65_536] }),
  })
  .meta({
    description: 'What may be sent with the request. Default: nothing.',
    examples: [{ type: 'application/json', shape: { type: 'object', properties: { text: { type: 'string' } } } }],
  });

const headers = (description: string, example: string) =>
  z
    .array(z.string())
    .optional()
    .meta({ description, examples: [[example]] });

/** One operation as people write it. */
export const endpointSchema = z
  .strictObject({
    variables: z
      .record(z.string(), shape)
      .optional()
      .meta({
        description: 'What the variables of the path may be. Default: any text without a slash, but not none.',
        examples: [{ number: { type: 'integer' } }],
      }),
    escapedTwice: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Of the variables, those that the source wants escaped twice, because slashes may be in them.',
        examples: [['number']],
      }),
    query: z
      .record(z.string(), shape)
      .optional()
      .meta({
        description: 'The parameters of the query that may be sent. An array is one that may be repeated.',
        examples: [{ page: { type: 'integer', minimum: 1 } }],
      }),
    requestHeaders: headers(
      'Headers of the request that may be sent, beside those that the gate knows.',
      'accept-language',
    ),
    body: body.optional(),
    answer: shape.optional().meta({
      description: 'What may leave of the body of every answer that says success: short for answers: { 2XX: … }.',
      examples: [{ $ref: '#/$defs/ticket' }],
    }),
    answers: z
      .record(z.string(), shape)
      .optional()
      .meta({
        description: 'What may leave of the body, by status (200) or for all that say success (2XX).',
        examples: [{ 201: { $ref: '#/$defs/ticket' } }],
      }),
    responseHeaders: headers(
      'Headers of the answer that may leave, beside those that every answer has.',
      'x-total-count',
    ),
    server: httpsUrl(
      'The address that the path comes after, of an API that lives on several hosts. Default: that of the source.',
      'https://reports.example.com',
    ).optional(),
    subject: shape.optional().meta({
      description: 'The vendor says in the header sallyport-subject whom the call is made as: what it may say.',
      examples: [{ type: 'string', treatment: 'pseudonym-reversible' }],
    }),
  })
  .meta({
    description: 'One operation that the vendor may call. {} if none of its answer may leave.',
    examples: [{ answer: { $ref: '#/$defs/ticket' } }],
  });

/** The schema of a shapes file: each key is of the right kind. What they mean together is checked by `./rules/`. */
export const shapesFileSchema = z
  .strictObject({
    server: httpsUrl('The address that paths come after.', 'https://tickets.example.com/api').optional(),
    endpoints: z
      .record(z.string(), endpointSchema)
      .refine((endpoints) => Object.keys(endpoints).length > 0, { error: 'has no endpoint: nothing could be called' })
      .meta({
        description: 'The operations that the vendor may call, by method and path.',
        examples: [{ 'GET /tickets': { answer: { type: 'array', items: { $ref: '#/$defs/ticket' } } } }],
        minProperties: 1,
        propertyNames: { pattern: '^(GET|POST|PUT|PATCH|DELETE) /' },
      }),
    $defs: z
      .record(z.string(), shape)
      .optional()
      .meta({ description: 'Shapes by name, for $ref.', examples: [{ id: { type: 'integer' } }] }),
  })
  .meta({
    title: 'Shapes file',
    description: "What of a source's own API the vendor may call, and what of its answers may leave.",
  });
