import * as z from 'zod';
import { authenticationOption, authenticationPurpose } from '../../authentication/written/authentication-option.ts';
import { privateRanges } from '../../authentication/written/private-ranges.ts';
import { localServerProblem, serverProblem } from '../../openapi/server-url.ts';

const address = (problemOf: (text: string) => string | undefined) =>
  z
    .string()
    .max(2048)
    .superRefine((text, context) => {
      const message = problemOf(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .transform((text) => text.replace(/\/$/, ''));

/** Settings of a destination of kind `scim`. */
export const scimDestinationOptions = z.strictObject({
  baseUrl: address(serverProblem).meta({
    description: 'The address that /Users and /Groups come after.',
    examples: ['https://app.example.com/scim/v2'],
  }),
  localServer: address(localServerProblem)
    .optional()
    .meta({
      description: 'The address in place of baseUrl for sallyport start: a stand-in on this machine, perhaps.',
      examples: ['http://127.0.0.1:8790'],
    }),
  authentication: authenticationOption.prefault('bearer').meta({
    description: `${authenticationPurpose} Default: bearer.`,
    examples: ['basic', { clientCredentials: { tokenUrl: 'https://app.example.com/oauth/token' } }],
  }),
  match: z
    .enum(['externalId', 'userName'])
    .default('externalId')
    .meta({
      description:
        'How users are known there. externalId: by the key, which becomes their externalId; who has none yet is known by the userName. ' +
        'userName: the key is their userName, whatever the map says; for services that keep no externalId.',
      examples: ['userName'],
    }),
  update: z
    .enum(['discover', 'patch', 'put'])
    .default('discover')
    .meta({
      description:
        'How users are changed. patch: what changes is sent. put: the whole user is read, changed and sent. ' +
        'discover: as the ServiceProviderConfig says.',
      examples: ['put'],
    }),
  delete: z
    .enum(['delete', 'disable'])
    .default('delete')
    .meta({
      description:
        'What is done with who is to be deleted. disable: active becomes false; for services that can not delete.',
      examples: ['disable'],
    }),
  bulk: z
    .enum(['auto', 'never'])
    .default('auto')
    .meta({
      description:
        'auto: several changes are sent at once where the ServiceProviderConfig offers it. never: one by one.',
      examples: ['never'],
    }),
  groupPrefix: z
    .string()
    .max(64)
    .default('')
    .meta({
      description:
        'What stands before the names of groups there, so that those of the sync are told from others. Default: nothing.',
      examples: ['directory: '],
    }),
  privateAddresses: privateRanges.meta({
    description: 'Ranges of private addresses that the service, and authorization servers, may have. Default: none.',
    examples: [['10.20.0.0/16']],
  }),
});

export type ScimDestinationOptions = z.output<typeof scimDestinationOptions>;
