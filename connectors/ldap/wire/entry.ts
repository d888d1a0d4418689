import type { SearchEntry } from 'ldapts';

/** An entry as a search gave it. */
export interface LdapEntry {
  readonly dn: string;
  /** The values of an attribute, in the server's order; none if it has none, or was not given. The name's case does not count. */
  values(attribute: string): readonly Buffer[];
  /** The attributes that came, in lower case, with their options. */
  readonly attributes: readonly string[];
}

/** The bytes of each value, because what looks like text may be a GUID. */
export const entryOf = (entry: SearchEntry): LdapEntry => {
  const values = new Map<string, readonly Buffer[]>();
  for (const { type, parsedBuffers } of entry.attributes) values.set(type.toLowerCase(), parsedBuffers);
  return {
    dn: entry.name,
    values: (attribute) => values.get(attribute.toLowerCase()) ?? [],
    attributes: [...values.keys()],
  };
};
