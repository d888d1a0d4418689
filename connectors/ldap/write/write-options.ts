import * as z from 'zod';
import { isPassword } from '../column.ts';
import { parseDn } from '../dn.ts';
import { attributeDescription } from '../filter/parse-filter.ts';
import { templateProblem } from './dn-template.ts';

const dn = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (text) => (parseDn(text)?.length ?? 0) > 0,
    'write a distinguished name, such as ou=people,dc=example,dc=com',
  );

const attribute = z
  .string()
  .max(256)
  .regex(attributeDescription, 'write the name of an attribute, such as mail')
  .refine((name) => !isPassword(name), 'holds passwords: the gate does not write them')
  .refine((name) => name.toLowerCase() !== 'objectclass', 'is said under create, once for all new entries');

const create = z.strictObject({
  dn: z
    .string()
    .max(4096)
    .superRefine((text, issues) => {
      const problem = templateProblem(text);
      if (problem) issues.addIssue({ code: 'custom', message: problem });
    })
    .describe('DN of a new entry, with the names of its attributes in braces.')
    .meta({ examples: ['uid={uid},ou=people,dc=example,dc=com'] }),
  objectClasses: z.array(z.string().min(1).max(256)).min(1).max(20).describe('Object classes of a new entry.'),
});

/** What of a directory may be changed. */
export const writeOptions = z
  .strictObject({
    bases: z.array(dn).min(1).max(20).describe('Only entries below these are changed.'),
    allow: z
      .array(z.enum(['create', 'modify', 'disable', 'members']))
      .min(1)
      .describe(
        'What may be done: make entries, change attributes, disable and enable accounts, change who is in a group.',
      ),
    attributes: z.array(attribute).max(200).default([]).describe('Attributes that may be set. No others are.'),
    create: create.optional().describe('What a new entry is.'),
  })
  .refine(({ allow, create: made }) => !allow.includes('create') || made !== undefined, {
    path: ['create'],
    message: 'is needed where allow has create: write its dn and objectClasses',
  });

export type WriteOptions = z.output<typeof writeOptions>;
