import * as z from 'zod';
import { column } from './mapping-schema.ts';

const parameter = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(128)
    .meta({ description, examples: [example] });

const more = column
  .optional()
  .meta({ description: 'A field of the answer that is true if there is more.', examples: ['has_more'] });
const last = column
  .optional()
  .meta({ description: 'A field of the answer that is true on the last page.', examples: ['isLast'] });

/** How the next page of a list is asked for. Each way has a key of its own. */
export const paging = z
  .union([
    z.literal('none'),
    z.strictObject({
      whole: column.meta({
        description: 'One page alone, and the field with the number of rows that there are: it fails if fewer came.',
        examples: ['total'],
      }),
    }),
    z.strictObject({
      paths: z
        .array(z.string().regex(/^\/\S*$/))
        .optional()
        .meta({
          description:
            "Paths below the server that the address may have beside the list's own; {x} is any text in one segment.",
          examples: [['/organizations/{id}/members']],
        }),
      link: z
        .string()
        .min(1)
        .meta({
          description: 'header: the address in the header Link. Else the field that holds it.',
          examples: ['header'],
        }),
      from: z
        .literal('server')
        .optional()
        .meta({
          description:
            'Where an address begins that begins with a slash: at the server, with its path. Default: at its host.',
          examples: ['server'],
        }),
    }),
    z.strictObject({
      token: column.meta({ description: 'The field with the token of the next page.', examples: ['nextPageToken'] }),
      parameter: parameter('What the token is sent as.', 'pageToken'),
      in: z.enum(['query', 'body']).default('query').meta({ description: 'Where it is sent.' }),
      more,
      last,
      request: z
        .string()
        .regex(/^(GET|POST) \//)
        .optional()
        .meta({
          description: 'Another request for further pages, with the token alone.',
          examples: ['POST /list/continue'],
        }),
    }),
    z.strictObject({
      after: column.meta({
        description: 'The column of the last row that says where the next page begins.',
        examples: ['id'],
      }),
      parameter: parameter('What it is sent as.', 'after_id'),
      more,
    }),
    z.strictObject({
      offset: parameter('The parameter with the number of rows that came so far.', 'startAt'),
      from: z
        .int()
        .min(0)
        .max(1)
        .default(0)
        .meta({ description: 'The number of the first row.', examples: [1] }),
      total: column.optional().meta({ description: 'A field of the answer: rows in all.', examples: ['total'] }),
      last,
    }),
    z.strictObject({
      page: parameter('The parameter with the number of the page.', 'page'),
      from: z
        .int()
        .min(0)
        .max(1)
        .default(1)
        .meta({ description: 'The number of the first page.', examples: [0] }),
      total: column.optional().meta({ description: 'A field of the answer: pages in all.', examples: ['page_count'] }),
      last,
    }),
  ])
  .meta({ description: 'How the next page of a list is asked for.', examples: [{ link: '@odata.nextLink' }] });
