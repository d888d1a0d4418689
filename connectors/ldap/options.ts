import { isIP } from 'node:net';
import * as z from 'zod';
import { isLoopback } from '../authentication/is-loopback.ts';
import { credentialsOption } from '../credentials-option.ts';
import { localPath } from '../location.ts';
import { attributeId, mappingShape, onInvalidRow, valueType } from '../mapping/mapping.ts';
import { attributeProblem, columnProblem } from './column.ts';
import { parseDn } from './dn.ts';
import { parseFilter } from './filter/parse-filter.ts';
import { directoryKinds } from './presets.ts';
import { writeOptions } from './write/write-options.ts';

const host = z
  .string()
  .max(253)
  .refine(
    (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value),
    'write a host name or an IP address alone, such as dc1.corp.example.com',
  );

const dn = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => (parseDn(text)?.length ?? 0) > 0, 'write a distinguished name, such as dc=example,dc=com');

const bases = z.union([dn, z.array(dn).min(1).max(20)]);

const filter = z
  .string()
  .max(65_536)
  .superRefine((text, issues) => {
    try {
      parseFilter(text);
    } catch (error) {
      issues.addIssue({ code: 'custom', message: `is no filter as RFC 4515 writes it: ${(error as Error).message}` });
    }
  });

const attribute = z
  .string()
  .min(1)
  .max(256)
  .superRefine((name, issues) => {
    const problem = attributeProblem(name);
    if (problem) issues.addIssue({ code: 'custom', message: `${name} ${problem}` });
  });

const column = z.string().min(1).max(256).describe('An attribute of the entry, entry.dn or account.enabled.');

const list = z
  .strictObject({
    base: bases.optional().describe('Where they are: one DN, or several. Default: base of the source.'),
    scope: z
      .enum(['sub', 'one'])
      .default('sub')
      .describe('sub: the base and everything below it. one: what is directly below it.'),
    filter: filter
      .optional()
      .describe('Which entries are meant (RFC 4515). Default: what the kind of directory has for them.')
      .meta({ examples: ['(objectClass=inetOrgPerson)'] }),
    only: filter
      .optional()
      .describe('A further filter that they must match.')
      .meta({ examples: ['(!(sAMAccountName=svc-*))'] }),
    entity: mappingShape.entity.describe(
      'What an entry becomes, in place of what the kind of directory has for it. A column is an attribute, entry.dn or account.enabled.',
    ),
    attributes: z
      .record(attributeId, z.union([column, z.strictObject({ column, type: valueType })]))
      .default({})
      .describe('Further attributes, by the id of their attribute type.')
      .meta({ examples: [{ building: 'physicalDeliveryOfficeName' }] }),
  })
  .superRefine(({ entity, attributes }, issues) => {
    const mapped = { ...entity?.attributes, ...attributes };
    const types = typeof entity?.type === 'object' ? [entity.type.column] : [];
    const columns = Object.values(mapped).map((from) => (typeof from === 'string' ? from : from.column));
    for (const name of [entity?.id, entity?.name, ...types, ...columns]) {
      const problem = name === undefined ? undefined : columnProblem(name);
      if (problem) issues.addIssue({ code: 'custom', message: `column ${name} ${problem}` });
    }
  });

const memberships = z.strictObject({
  nested: z
    .enum(['direct', 'resolve'])
    .default('direct')
    .describe(
      'direct: who is named as a member, groups in groups too. resolve: also who is in a group through other groups; those links have the ' +
        'attribute inherited.',
    ),
  members: z
    .array(attribute)
    .min(1)
    .max(8)
    .optional()
    .describe("Attributes of a group with its members' DNs. Default: those of the kind of directory.")
    .meta({ examples: [['member', 'owner']] }),
});

const listOption = (what: string) =>
  z
    .union([list, z.literal(false)])
    .prefault({})
    .describe(`Which entries are ${what}, and what they become. false: they are not read.`);

/** Settings of a source of kind `ldap`. */
export const ldapOptions = z
  .strictObject({
    host: host.describe('Host name or IP address of the server, as its certificate names it.').meta({
      examples: ['dc1.corp.example.com'],
    }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('TCP port of the server. Default: 636 with tls: ldaps, else 389.'),
    tls: z
      .enum(['ldaps', 'starttls', 'disable'])
      .default('ldaps')
      .describe(
        'ldaps: TLS from the first byte. starttls: begun by the client. disable: none at all, and no password but on this machine.',
      ),
    ca: localPath.optional().describe('File with the certificate authorities to trust (PEM). Default: those of Node.'),
    bind: z
      .enum(['simple', 'external', 'anonymous'])
      .default('simple')
      .describe(
        'simple: user and password. external: a client certificate (SASL EXTERNAL). anonymous: nobody. There is no Kerberos.',
      ),
    credentials: credentialsOption,
    timeout: z
      .int()
      .min(1)
      .max(3600)
      .default(300)
      .describe('Seconds the server may say nothing while something is asked of it.'),
    directory: z
      .enum(directoryKinds)
      .describe('What kind of directory it is: which attributes hold ids, states and members.'),
    base: bases.describe('Where to look: one DN, or several.').meta({ examples: ['dc=corp,dc=example,dc=com'] }),
    users: listOption('users'),
    groups: listOption('groups'),
    memberships: z
      .union([memberships, z.literal(false)])
      .prefault({})
      .describe('Who is in which group. false: they are not read.'),
    account: z
      .strictObject({
        attribute: attribute.describe('The attribute that says it.'),
        disabled: z.string().min(1).max(256).describe('Its value in an account that is disabled.'),
        enabled: z
          .string()
          .min(1)
          .max(256)
          .optional()
          .describe('Its value in one that is not. Default: it is not there.'),
      })
      .optional()
      .describe('How an entry says that it is disabled. Default: as the kind of directory does.'),
    pageSize: z
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .describe('Entries that the server is asked for at once. Active Directory gives no more than 1000 unless told.'),
    write: writeOptions.optional().describe('What may be changed. Default: nothing.'),
    onInvalidRow,
  })
  .refine(({ tls, ca }) => tls !== 'disable' || ca === undefined, {
    path: ['ca'],
    message: 'without TLS no certificate is checked: leave out ca, or set tls: ldaps',
  })
  .refine(({ tls, bind }) => tls !== 'disable' || bind !== 'external', {
    path: ['bind'],
    message: 'a client certificate is a part of TLS: set tls: ldaps or tls: starttls',
  })
  .refine(({ tls, bind, host: name }) => tls !== 'disable' || bind !== 'simple' || isThisMachine(name), {
    path: ['tls'],
    message: 'would send the password over the network for all to read: set tls: ldaps or tls: starttls',
  })
  .refine(({ users, groups }) => users !== false || groups !== false, {
    path: ['users'],
    message: 'with groups: false nothing is left to read: leave out one of them',
  });

const isThisMachine = (name: string): boolean => isLoopback(name) || name === '::1';

export type LdapOptions = z.output<typeof ldapOptions>;
export type ListOptions = z.output<typeof list>;
