import * as z from 'zod';
import { headerProblem } from '../../../config/shapes/endpoints/header-names.ts';
import { paging } from '../../definition/paging-schema.ts';
import type { Json } from '../../item.ts';
import { templateProblem, type VariableName } from './request-template.ts';

const checked = <Schema extends z.ZodType<string>>(schema: Schema, known: readonly VariableName[]) =>
  schema.superRefine((text, context) => {
    const message = templateProblem(text, known);
    if (message) context.addIssue({ code: 'custom', message });
  });

const pathText = z
  .string()
  .max(1_024)
  .regex(/^(\/(?!\/|\.{1,2}(\/|$))[^\s/?#\\]*)*$/, 'write a path below baseUrl, such as /users/${id}, without ? and #');

const headers = (known: readonly VariableName[]) =>
  z
    .record(
      z.string(),
      checked(
        z
          .string()
          .max(1_024)
          .regex(/^[\x20-\x7e]*$/, 'write it in one line, in ASCII'),
        known,
      ),
    )
    .superRefine((written, context) => {
      for (const name of Object.keys(written)) {
        const problem = /^content-type$/i.test(name) ? undefined : headerProblem('request', name);
        if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
      }
    })
    .optional()
    .meta({
      description: 'Headers that are sent besides.',
      examples: [{ 'content-type': 'application/merge-patch+json' }],
    });

const query = (known: readonly VariableName[]) =>
  z
    .record(z.string().min(1).max(128), checked(z.string().max(1_024), known))
    .optional()
    .meta({ description: 'Parameters of the query.', examples: [{ login: '${key}' }] });

/** A place in an answer or a record. */
export const pointer = z
  .string()
  .max(256)
  .regex(/^(\/[^/]+)+$/, 'write a JSON Pointer, such as /login or /profile/login');

const within = pointer.or(z.literal(''));

const path = (known: readonly VariableName[], example: string) =>
  checked(pathText, known)
    .optional()
    .meta({ description: 'Path below baseUrl.', examples: [example] });

const body = (known: readonly VariableName[]) =>
  z
    .json()
    .superRefine((template, context) => {
      const message = firstProblem(template as Json, known);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .meta({
      description: 'The body, as JSON. ${record} is what the map gives, ${whole} the user as it is with that over it.',
      examples: ['${record}', { data: '${record}' }],
    });

const firstProblem = (template: Json, known: readonly VariableName[]): string | undefined => {
  if (typeof template === 'string') return templateProblem(template, known);
  if (typeof template !== 'object' || template === null) return undefined;
  for (const each of Object.values(template)) {
    const problem = firstProblem(each, known);
    if (problem) return problem;
  }
  return undefined;
};

/** A request that changes one user. */
const change = (about: string, known: readonly VariableName[], example: string) =>
  z
    .strictObject({
      method: z
        .enum(['POST', 'PUT', 'PATCH', 'DELETE'])
        .optional()
        .meta({ description: 'The method.', examples: ['PATCH'] }),
      path: path(known, example),
      query: query(known),
      headers: headers(known),
      body: body(known),
    })
    .meta({ description: about });

const none = z.literal('none');
const created = 'How a user is made. Default: POST to users, with ${record}.';

/** How the API is called, where it is not called as REST has it. */
export const requestOptions = {
  list: z
    .strictObject({
      path: z
        .string()
        .max(1_024)
        .regex(
          /^(\/(?!\/|\.{1,2}(\/|$))[^\s/?#{}\\]*)*$/,
          'write a path below baseUrl, such as /users, without ? and #',
        )
        .optional()
        .meta({ description: 'Path below baseUrl.', examples: ['/users'] }),
      query: query([]),
      headers: headers([]),
      rows: within.optional().meta({
        description: 'Where the list is in the answer. Default: the answer is the list.',
        examples: ['/items'],
      }),
      paging: paging.optional().meta({
        description: 'How the next page is asked for. Default: none, the list comes whole.',
        examples: [{ link: 'header' }, { token: 'next', parameter: 'cursor' }, { offset: 'offset', total: 'total' }],
      }),
    })
    .optional()
    .meta({
      description: 'How everybody is read. Default: GET of users.',
      examples: [{ rows: '/items', paging: { page: 'page' } }],
    }),
  find: z
    .strictObject({
      path: path(['key'], '/users'),
      query: query(['key']),
      headers: headers(['key']),
      user: within.optional().meta({
        description: 'Where the user is in the answer, or a list that it is in. Default: the answer is the user.',
        examples: ['/items'],
      }),
    })
    .optional()
    .meta({
      description: 'How one user is read by its key. Default: it is looked for in the list of all.',
      examples: [{ path: '/users', query: { login: '${key}' }, user: '/items' }],
    }),
  create: change(created, ['key', 'record'], '/users')
    .extend({
      user: within.optional().meta({
        description: 'Where the user is in the answer. Default: the answer is the user.',
        examples: ['/data'],
      }),
    })
    // What extends a schema has none of its words.
    .meta({ description: created })
    .optional(),
  update: change(
    'How a user is changed. Default: PUT to users/${id}, with ${whole}.',
    ['id', 'key', 'record', 'whole'],
    '/users/${id}',
  ).optional(),
  disable: z
    .union([none, change('How a user is disabled.', ['id', 'key', 'whole'], '/users/${id}')])
    .optional()
    .meta({
      description:
        'How a user is disabled. Default: PUT to users/${id}, with ${whole}, in which active is off. none: users stay as they are until they are deleted.',
      examples: [{ method: 'POST', path: '/users/${id}/disable' }],
    }),
  delete: z
    .union([none, change('How a user is deleted.', ['id', 'key'], '/users/${id}')])
    .optional()
    .meta({
      description: 'How a user is deleted. Default: DELETE of users/${id}. none: it stays, disabled.',
      examples: ['none'],
    }),
};
