// Made with zod/mini, because it runs in the handler.
import * as z from 'zod/mini';
import { attributeDescription } from '../filter/parse-filter.ts';

const text = z.string().check(z.minLength(1), z.maxLength(65_536));
const values = z.array(text).check(z.maxLength(1_000));
const attribute = z.string().check(z.maxLength(256), z.regex(attributeDescription));
const changes = z.record(attribute, values);

/** An entry: by its id as entities have it, or by its DN. */
const target = z.union([z.strictObject({ id: text }), z.strictObject({ dn: text })]);

const listName = z.enum(['users', 'groups']);

/** The form of a change. Strict: what it does not know is refused. */
export const ldapChangeSchema = z.union([
  z.strictObject({ kind: z.literal('create'), attributes: changes }),
  z.strictObject({
    kind: z.literal('modify'),
    entry: target,
    /** Which list the entry is of. @default users */
    of: z.optional(listName),
    /** All values of an attribute; none takes it away. */
    replace: z.optional(changes),
    add: z.optional(changes),
    remove: z.optional(changes),
  }),
  z.strictObject({ kind: z.enum(['disable', 'enable']), entry: target }),
  z.strictObject({ kind: z.enum(['add-member', 'remove-member']), group: target, member: target }),
]);

/** One change of a directory. */
export type LdapChange = z.output<typeof ldapChangeSchema>;

/** An entry that a change is about. */
export type Target = z.output<typeof target>;

/** The change of a kind. */
export type ChangeOf<Kind extends LdapChange['kind']> = Extract<LdapChange, { readonly kind: Kind }>;
