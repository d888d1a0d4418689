import * as z from 'zod';
import { authenticationOption, authenticationPurpose } from '../../authentication/written/authentication-option.ts';
import { addressOptions } from '../address-options.ts';
import { pointer, requestOptions } from './request-options.ts';

const status = z
  .int()
  .min(200)
  .max(599)
  .refine((code) => code < 300 || code > 399, 'is a redirect, which is not followed');
const statusList = (description: string, standard: readonly number[], example: number) =>
  z
    .array(status)
    .max(50)
    .default([...standard])
    .meta({ description, examples: [[example]] });

const activeValue = (description: string, example: string) =>
  z.union([z.string(), z.number(), z.boolean()]).meta({ description, examples: [example] });

/** Settings of a destination of kind `http`, as they are written. */
export const httpOptions = z
  .strictObject({
    ...addressOptions('Address that the paths of requests come after.', 'https://crm.acme.example/api/v1'),
    authentication: authenticationOption.prefault('bearer').meta({
      description: `${authenticationPurpose} Default: bearer.`,
      examples: ['basic', { header: 'x-api-key' }],
    }),
    users: z
      .string()
      .max(256)
      .regex(/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/, 'write a path, such as /users')
      .default('/users')
      .meta({ description: 'Path of the users: each is below it by its id.', examples: ['/v1/people'] }),
    key: pointer.meta({
      description: 'Where the key of a user is, in what the API answers and in what it is sent: a JSON Pointer.',
      examples: ['/login'],
    }),
    ignoreCase: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether keys that differ by case are of one user.', examples: [true] }),
    id: pointer.default('/id').meta({
      description: 'Where the id is that the API gave a user. It may be where the key is.',
      examples: ['/userId'],
    }),
    active: z
      .union([
        pointer.transform((at) => ({ at, on: true, off: false })),
        z.strictObject({
          at: pointer.meta({ description: 'Where it is.', examples: ['/status'] }),
          on: activeValue('What stands for active.', 'ACTIVE'),
          off: activeValue('What stands for disabled.', 'SUSPENDED'),
        }),
      ])
      .optional()
      .meta({
        description:
          'Where it is whether a user may be used: true or false, or the values that stand for it. Who has anything but off is active.',
        examples: ['/active', { at: '/status', on: 'ACTIVE', off: 'SUSPENDED' }],
      }),
    ...requestOptions,
    statuses: z
      .strictObject({
        done: statusList('A success, beside 200 to 299.', [], 409),
        gone: statusList('The user is not there.', [404, 410], 404),
        conflict: statusList('Another one stands in the way, with the same key or mail address perhaps.', [409], 422),
      })
      .prefault({})
      .meta({ description: 'What statuses of answers mean.', examples: [{ conflict: [409, 422] }] }),
  })
  .refine(({ active, disable }) => active !== undefined || disable !== undefined, {
    error: 'does not say how users are disabled',
    params: { remedy: 'Write active: /active, or wherever it is in a user; or disable, which may be none.' },
  });

export type HttpOptions = z.output<typeof httpOptions>;
