import * as z from 'zod';
import { endpointSchema } from '../../config/shapes/file-schema.ts';
import { shape } from '../../config/shapes/shape-schema.ts';
import { hostName } from '../authentication/written/host-name.ts';
import type { Json } from '../item.ts';
import type { Definition } from './definition.ts';
import { list } from './list-schema.ts';
import { column } from './mapping-schema.ts';
import { paging } from './paging-schema.ts';
import { address, permissionNames, sentence, webPage } from './texts.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const setting = z.strictObject({
  description: sentence(
    'What it is, and where it is found.',
    'Directory (tenant) ID, on the page Overview of Entra ID.',
  ),
  example: z
    .string()
    .min(1)
    .meta({ description: 'One that works.', examples: ['acme.okta.com'] }),
  kind: z
    .enum(['text', 'url', 'host'])
    .default('text')
    .meta({ description: 'url: https, without a slash at its end. host: the name of a host.', examples: ['host'] }),
  pattern: z
    .string()
    .optional()
    .meta({ description: 'A regular expression that the whole text must match.', examples: ['[0-9a-f-]{36}'] }),
  choices: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'The only values that it may have.', examples: [['public', 'usGovernment']] }),
  default: z
    .string()
    .optional()
    .meta({ description: 'What it is if a source does not say.', examples: ['public'] }),
  optional: z
    .boolean()
    .default(false)
    .meta({ description: 'Without it, what names it is left out.', examples: [true] }),
});

const way = z.strictObject({
  about: sentence('When to choose it.', 'A service app with a key of its own; nobody signs in.'),
  with: (z.json() as unknown as z.ZodType<Json>).meta({
    description: 'As authentication: of a source is written. ${permissions} in a list: all that are needed.',
    examples: ['bearer'],
  }),
  needs: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'Optional settings that it does not work without.', examples: [['user']] }),
});

const rateLimits = z.strictObject({
  about: sentence('What the vendor says.', '600 requests a minute for each token.'),
  documentation: webPage.optional(),
  parallel: z
    .int()
    .min(1)
    .max(16)
    .default(4)
    .meta({ description: 'Requests of an import at the same time, of lists that are read for each row of another.' }),
  every: z
    .strictObject({ requests: z.int().min(1), seconds: z.number().min(0.1).max(3600) })
    .optional()
    .meta({
      description: 'No more requests of an import than so many in so many seconds.',
      examples: [{ requests: 50, seconds: 60 }],
    }),
  reset: z
    .strictObject({ header: z.string(), unit: z.enum(['seconds', 'epochSeconds', 'epochMilliseconds']) })
    .optional()
    .meta({
      description: 'The header that says when one may come back, where Retry-After does not.',
      examples: [{ header: 'x-rate-limit-reset', unit: 'epochSeconds' }],
    }),
});

const answerRule = z
  .strictObject({
    status: z.int().min(200).max(599),
    header: z
      .string()
      .optional()
      .meta({ description: 'A header of the answer.', examples: ['x-ratelimit-remaining'] }),
    column: column.optional().meta({ description: 'A field of its JSON body.', examples: ['/error/errors/0/reason'] }),
    in: z
      .array(scalar)
      .min(1)
      .optional()
      .meta({ description: 'The values that are meant.', examples: [['rateLimitExceeded']] }),
    means: z.enum(['throttled', 'unavailable', 'credentials-refused', 'access-denied', 'absent', 'failed']),
  })
  .refine((rule) => (rule.header ?? rule.column) === undefined || rule.in !== undefined, {
    error: 'says no values: add in',
  });

const endpoint = endpointSchema
  .extend({
    documentation: webPage.optional(),
    permissions: permissionNames,
    server: address.optional().meta({
      description: 'Where the path comes after, if not server above.',
      examples: ['https://admin.googleapis.com'],
    }),
    optional: z
      .boolean()
      .optional()
      .meta({ description: 'Served only if a source names it under endpoints.', examples: [true] }),
    also: z
      .array(z.string().regex(/^\/\S*$/, { error: 'must be a path below the server' }))
      .min(1)
      .optional()
      .meta({
        description: "Other paths of the same operation, which the vendor's own links lead to.",
        examples: [['/organizations/{id}/teams']],
      }),
  })
  .meta({ description: 'One operation that the vendor may call.', examples: [{ answer: { $ref: '#/$defs/user' } }] });

/** Every object of JavaScript has something by the names that are left out. */
const usableName =
  /^(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$)[A-Za-z][A-Za-z0-9_-]*$/;

const named = <Value extends z.ZodType>(value: Value, description: string) =>
  z.record(z.string().regex(usableName), value).meta({ description });

/** The schema of a definition: each key is of the right kind. What they mean together is checked by `check-definition.ts`. */
export const definitionSchema = z
  .strictObject({
    title: z
      .string()
      .min(1)
      .max(80)
      .meta({ description: 'How people call it.', examples: ['Okta'] }),
    about: sentence('What can be had from it.', 'Users, groups, applications and who has them.'),
    documentation: z.array(webPage).min(1).meta({ description: 'Pages that this file was written from.' }),
    settings: named(setting, 'What a source must say, by name. It stands as ${name} in texts below.').default({}),
    server: address.meta({ description: 'The address that paths come after.', examples: ['https://${domain}/api/v1'] }),
    hosts: z
      .array(hostName('files.example.com'))
      .default([])
      .meta({ description: 'Further hosts that redirects may lead to.' }),
    headers: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'Headers of every request.', examples: [{ accept: 'application/json' }] }),
    authentication: named(way, 'Ways to prove who calls. The first is the default.'),
    permissions: z
      .record(z.string(), sentence('Why.', 'Users and their attributes.'))
      .default({})
      .meta({
        description: "What the source's administrator grants, and why.",
        examples: [{ 'User.Read.All': 'Users and their attributes.' }],
      }),
    rateLimits,
    answers: z
      .array(answerRule)
      .default([])
      .meta({ description: 'How answers are to be understood whose status does not say it.' }),
    paging: paging.default('none'),
    lists: named(list, 'What an import reads, in this order.').default({}),
    endpoints: z
      .record(z.string(), endpoint)
      .default({})
      .meta({ description: 'What a vendor may call by proxy, as in a shapes file.' }),
    $defs: z.record(z.string(), shape).default({}).meta({ description: 'Shapes by name, for $ref.' }),
    setup: z
      .array(
        z.strictObject({
          title: z.string().min(1),
          ways: z
            .array(z.string())
            .min(1)
            .optional()
            .meta({ description: 'Only for these ways of authentication. Default: for all.', examples: [['token']] }),
          lines: z.array(z.string()).min(1),
        }),
      )
      .default([])
      .meta({
        description: "What the source's administrator does beside what every source of this authentication needs.",
      }),
  })
  .transform(
    (written): Omit<Definition, 'name'> => ({
      ...written,
      endpoints: written.endpoints as Definition['endpoints'],
      lists: Object.fromEntries(
        Object.entries(written.lists).map(([name, each]) => [
          name,
          { ...each, variables: each.variables ?? (each.for === undefined ? {} : { id: 'id' }) },
        ]),
      ),
    }),
  )
  .meta({ title: 'Connector', description: 'What is known about one kind of source.' });
