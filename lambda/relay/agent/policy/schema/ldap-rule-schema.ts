import * as z from 'zod';
import { parseDn } from '../../../../../connectors/ldap/dn.ts';
import { host, port } from './host.ts';
import { ownAuthorities, ownSecret } from './own-file.ts';

const base = z
  .string()
  .max(2048)
  .refine((text) => (parseDn(text)?.length ?? 0) > 0, {
    error: 'must be the distinguished name of an entry, such as ou=people,dc=acme,dc=example',
  });

const bases = (description: string) =>
  z
    .array(base)
    .min(1)
    .max(100)
    .meta({ description, examples: [['ou=people,dc=acme,dc=example']] });

const attribute = z
  .string()
  .max(256)
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, { error: 'must be the name of an attribute, such as mail' });

const write = z
  .strictObject({
    bases: bases('Below which entries may be made and changed.'),
    allow: z
      .array(z.enum(['create', 'modify', 'disable', 'members']))
      .min(1)
      .meta({
        description:
          'What may be done: make entries, change attributes, disable and enable accounts, change who is in a group.',
        examples: [['modify', 'disable']],
      }),
    attributes: z
      .array(attribute)
      .max(500)
      .meta({
        description: 'Attributes that may be set, the name of a new entry among them.',
        examples: [['mail', 'title']],
      })
      .default([]),
    objectClasses: z
      .array(z.string().min(1).max(256))
      .max(50)
      .meta({ description: 'Object classes that a new entry may have.', examples: [['inetOrgPerson']] })
      .default([]),
  })
  .meta({
    description: 'What may be written. Default: nothing.',
    examples: [{ bases: ['ou=people,dc=acme,dc=example'], allow: ['modify'], attributes: ['mail'] }],
  });

/** Parts of a directory that are allowed. */
export const ldapRuleSchema = z
  .strictObject({
    host,
    port: port('TCP port of the server. Default: 636, or 389 if tls is not ldaps.', 636).optional(),
    tls: z
      .enum(['ldaps', 'starttls', 'disable'])
      .meta({
        description: 'How connections are protected, as the source has it. Default: ldaps.',
        examples: ['ldaps'],
      })
      .default('ldaps'),
    ca: ownAuthorities().optional(),
    bases: bases('Entries that may be read, and what is below them.'),
    scopes: z
      .array(z.enum(['one', 'sub']))
      .min(1)
      .meta({
        description:
          'How far a search may go below its base: all of it (sub), or the entries directly below (one). Default: both.',
        examples: [['one']],
      })
      .default(['one', 'sub']),
    attributes: z
      .array(attribute)
      .min(1)
      .max(500)
      .meta({
        description:
          'Attributes that may be read, or compared in a filter: who may compare a value can guess it. objectClass may always be.',
        examples: [['cn', 'mail', 'member']],
      }),
    write: write.optional(),
    secret: ownSecret("user and password, in place of the gate's. They never leave this network.").optional(),
  })
  .meta({
    description: 'Parts of a directory.',
    examples: [{ host: 'dc1.acme.internal', bases: ['ou=people,dc=acme,dc=example'], attributes: ['cn', 'mail'] }],
  });

/** Such a rule, as it is written with its defaults. */
export type WrittenLdapRule = z.output<typeof ldapRuleSchema>;
