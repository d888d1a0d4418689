import { userSchema } from '../../../../connectors/destinations/scim/user-attributes.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';

/** What the schemas of a service say of attributes, by their paths: `emails.value`, or `<URN of the extension>:department`. */
export interface SchemaFacts {
  /** Whose letter case matters there, though RFC 7643 says that it does not. */
  readonly exact: ReadonlySet<string>;
  /** Those that are never told, or can not be written: nobody can see whether they are right. */
  readonly unseen: ReadonlySet<string>;
}

/** Of a service that shows no schemas. */
export const noFacts: SchemaFacts = { exact: new Set(), unseen: new Set() };

/** Reads schemas (RFC 7643, section 7). */
export const schemaFacts = (schemas: readonly unknown[]): SchemaFacts => {
  const exact = new Set<string>();
  const unseen = new Set<string>();
  const note = (path: string, attribute: unknown): void => {
    if (member(attribute, 'caseExact') === true) exact.add(path);
    const isSeen = member(attribute, 'returned') !== 'never';
    if (!isSeen || ['readOnly', 'writeOnly'].includes(String(member(attribute, 'mutability')))) unseen.add(path);
    for (const sub of listOf(attribute, 'subAttributes')) note(`${path}.${member(sub, 'name')}`, sub);
  };
  for (const schema of schemas) {
    const id = member(schema, 'id');
    const start = id === userSchema ? '' : `${id}:`;
    for (const attribute of listOf(schema, 'attributes')) note(`${start}${member(attribute, 'name')}`, attribute);
  }
  return { exact, unseen };
};

const listOf = (value: unknown, name: string): readonly unknown[] => {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
};
