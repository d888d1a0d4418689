import * as z from 'zod';
import { authenticationOption, authenticationPurpose } from '../../authentication/written/authentication-option.ts';
import { addressOptions } from '../address-options.ts';

/** Settings of a destination of kind `scim`. */
export const scimDestinationOptions = z.strictObject({
  ...addressOptions('The address that /Users and /Groups come after.', 'https://app.example.com/scim/v2'),
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
  paging: z
    .enum(['auto', 'index', 'cursor'])
    .default('auto')
    .meta({
      description:
        'How lists are read: by startIndex (RFC 7644), by cursor (RFC 9865), or as the ServiceProviderConfig says (auto).',
      examples: ['cursor'],
    }),
  removeMembers: z
    .enum(['path', 'value'])
    .default('path')
    .meta({
      description:
        'How members are taken out of groups. path: by a path with a filter, as RFC 7644 has it. value: by a list of values, as AWS IAM ' +
        'Identity Center has it; a service that goes by the RFC would take out everybody.',
      examples: ['value'],
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
});

export type ScimDestinationOptions = z.output<typeof scimDestinationOptions>;
