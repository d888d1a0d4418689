import * as z from 'zod';
import type { Json } from '../item.ts';
import { column, entityReference, itemMapping } from './mapping-schema.ts';
import { paging } from './paging-schema.ts';
import { address, permissionNames, sentence, webPage } from './texts.ts';

const json: z.ZodType<Json> = z.json() as unknown as z.ZodType<Json>;

const texts = z.record(z.string(), z.string());

/** How only what has changed is read. */
const changes = z
  .union([
    z.strictObject({
      link: column.meta({
        description: 'The field of the last page that says where the changes from then on are.',
        examples: ['@odata.deltaLink'],
      }),
      request: z
        .string()
        .regex(/^GET \/\S*$/)
        .optional()
        .meta({ description: 'What says it, if the list itself does not.', examples: ['GET /users/delta'] }),
      query: texts.optional().meta({ description: 'Its query.', examples: [{ $deltatoken: 'latest' }] }),
    }),
    z.strictObject({
      since: texts.meta({
        description: 'Parameters of the query, in place of those of the list; {since} is the time from which on.',
        examples: [{ filter: 'lastUpdated gt "{since}"' }],
      }),
      format: z.enum(['iso', 'sql', 'epochSeconds']).default('iso').meta({
        description: 'How the time is written: 2024-02-29T12:30:00.000Z, 2024-02-29 12:30:00, or seconds since 1970.',
      }),
    }),
  ])
  .meta({
    description: 'How only what has changed is read, for a vendor that asks for it.',
    examples: [{ link: '@odata.deltaLink' }],
  });

/** One list that an import reads. */
export const list = z.strictObject({
  about: sentence('What is read, in a few words.', 'Users, those who may not sign in included.'),
  documentation: webPage.optional(),
  permissions: permissionNames,
  optional: z
    .boolean()
    .default(false)
    .meta({ description: 'Read only if a source names it under read.', examples: [true] }),
  for: z
    .string()
    .optional()
    .meta({ description: 'Another list, above: this one is read for each of its rows.', examples: ['groups'] }),
  variables: z
    .record(z.string(), column)
    .optional()
    .meta({
      description:
        'With for: what {name} stands for in path, query and body, by the column of the other row. Default: { id: id }.',
      examples: [{ key: 'groupKey' }],
    }),
  request: z
    .string()
    .regex(/^(GET|POST) \/\S*$/, { error: 'must be a method and a path below the server' })
    .meta({ description: 'Method and path below the server.', examples: ['GET /groups/{id}/members'] }),
  server: address.optional().meta({
    description: 'Where the path comes after, if not server above.',
    examples: ['https://admin.googleapis.com'],
  }),
  query: z
    .record(z.string(), z.string())
    .default({})
    .meta({
      description: 'Parameters of the query. ${fields}: the fields that are read, with commas. In quotes: all is text.',
      examples: [{ $select: '${fields}', $top: '999' }],
    }),
  body: json.optional().meta({ description: 'The JSON body of a POST.', examples: [{ limit: 1000 }] }),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: 'Headers beside those of every request.', examples: [{ consistencylevel: 'eventual' }] }),
  rows: column.optional().meta({
    description:
      'The field of the answer with the rows; . where the answer itself is the only row. Default: the answer is the list.',
    examples: ['value'],
  }),
  paging: paging.optional(),
  self: entityReference.optional().meta({
    description: 'Which entity a row is, if no item makes one of it: another list does.',
    examples: [{ type: 'group', id: 'id' }],
  }),
  items: z
    .array(itemMapping)
    .default([])
    .meta({ description: 'What each row becomes.', examples: [[{ entity: { type: 'user', id: 'id' } }]] }),
  changes: changes.optional(),
});
