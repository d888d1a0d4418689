import * as z from 'zod';
import { isLoopback } from '../authentication/is-loopback.ts';
import type { UnnamedScheme } from '../authentication/scheme-fields.ts';
import {
  authenticationOption,
  authenticationPurpose,
  type WrittenSchemes,
} from '../authentication/written/authentication-option.ts';
import { privateRanges } from '../authentication/written/private-ranges.ts';
import { credentialsOption } from '../credentials-option.ts';
import { attributeId, onInvalidRow, valueType } from '../mapping/mapping.ts';
import { isAttributePath } from './attribute-path.ts';

const path = z
  .string()
  .max(512)
  .refine(
    isAttributePath,
    'write an attribute path, such as name.familyName, emails[type eq "work"].value or <schema URN>:department',
  )
  .describe(
    'An attribute of the resource: title, name.familyName, emails (its primary or first value), emails[type eq "work"].value, ' +
      'or with the URN of an extension before it.',
  );

const attributes = z
  .record(attributeId, z.union([path, z.strictObject({ path, type: valueType })]))
  .describe('Attributes by the id of their attribute type: a path (a string), or a path and a type.');

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const users = z.strictObject({
  type: z.string().min(1).max(256).default('user').describe('Type of the entities.'),
  name: path
    .default('displayName')
    .describe('The name to show. userName stands in where it is empty, and then the id.'),
  attributes: attributes.default({
    userName: 'userName',
    active: { path: 'active', type: 'boolean' },
    email: 'emails',
    title: 'title',
    department: `${enterprise}:department`,
  }),
});

const groups = z.strictObject({
  type: z.string().min(1).max(256).default('group').describe('Type of the entities.'),
  name: path.default('displayName').describe('The name to show. The id stands in where it is empty.'),
  attributes: attributes.default({}),
});

const isAllowedUrl = (value: string): boolean => {
  const url = URL.parse(value);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
};

/** The ways to prove it whose fields a vendor can send. */
const vendorWays: readonly UnnamedScheme['kind'][] = ['bearer', 'basic'];

const isSentByVendor = (schemes: WrittenSchemes): boolean => {
  const kinds = Object.values(schemes).map(({ kind }) => kind);
  return kinds.length === 1 && kinds.every((kind) => vendorWays.includes(kind));
};

/** Settings of a source of kind `scim`. */
export const scimOptions = z
  .strictObject({
    baseUrl: z
      .string()
      .refine(
        isAllowedUrl,
        'write an https address without user, query or fragment, such as https://id.example.com/scim/v2',
      )
      .describe('The address that /Users and /Groups come after.'),
    authentication: authenticationOption.prefault('bearer').meta({
      description: `${authenticationPurpose} Default: bearer.`,
      examples: ['basic', { clientCredentials: { tokenUrl: 'https://id.example.com/oauth/token' } }],
    }),
    credentials: credentialsOption,
    read: z
      .array(z.enum(['users', 'groups', 'memberships']))
      .min(1)
      .default(['users', 'groups', 'memberships'])
      .describe('What to read.'),
    membershipsFrom: z
      .enum(['groups', 'users'])
      .default('groups')
      .describe(
        'groups: the members of each group, groups in groups included. users: the groups of each user, for services that ' +
          'have groups too large for one answer, or that do not tell the members.',
      ),
    users: users.prefault({}).describe('How users become entities.'),
    groups: groups.prefault({}).describe('How groups become entities.'),
    select: z
      .enum(['attributes', 'excludedAttributes', 'none'])
      .default('attributes')
      .describe(
        'How the service is asked for no more than is needed: by naming what is (attributes), by naming lists that are not ' +
          '(excludedAttributes), or, if it knows neither, not at all.',
      ),
    paging: z
      .enum(['auto', 'index', 'cursor'])
      .default('auto')
      .describe(
        'startIndex paging (RFC 7644), cursor paging (RFC 9865), or what the ServiceProviderConfig says (auto).',
      ),
    pageSize: z
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .describe('Resources to ask for at once. The service may send fewer.'),
    timeout: z.int().min(1).max(600).default(60).describe('Seconds that one answer may take.'),
    privateAddresses: privateRanges.meta({
      description: 'Ranges of private addresses that authorization servers may have. Default: none.',
      examples: [['10.20.0.0/16']],
    }),
    onInvalidRow,
  })
  .refine(({ authentication, credentials }) => credentials === 'secret' || isSentByVendor(authentication), {
    path: ['credentials'],
    error: 'can be fields only with authentication: bearer or basic, for the vendor can send nothing else',
  });

export type ScimOptions = z.output<typeof scimOptions>;
export type ScimResourceOptions = ScimOptions['users'];
