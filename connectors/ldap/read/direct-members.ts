import type { Memberships } from '../directory.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import type { MemberIndex } from './member-index.ts';
import { memberValues } from './member-values.ts';

/** Who is named as a member of a group. */
export interface DirectMembers {
  /** Numbers of a MemberIndex, each once. */
  readonly members: Uint32Array;
  /** How many are none of the entries that are read. */
  readonly outside: number;
}

/**
 * Reads who is directly in a group, and adds those whose primary group it is.
 *
 * @throws SourceError
 */
export const directMembers = async (
  session: LdapSession,
  index: MemberIndex,
  { members: attributes, memberNames }: Memberships,
  dn: string,
): Promise<DirectMembers> => {
  const number = index.byDn(dn);
  const found = new Set<number>(number === undefined ? [] : index.primaryMembers(number));
  const strangers = new Set<string>();
  const asked = memberNames ? [...attributes, memberNames.attribute] : attributes;
  for await (const { attribute, values } of memberValues(session, dn, asked)) {
    const isName = attribute === memberNames?.attribute;
    for (const value of values) {
      const text = value.toString('utf8');
      const member = isName ? index.byName(text) : index.byDn(withoutUid(text));
      if (member === undefined) strangers.add(text);
      else found.add(member);
    }
  }
  return { members: Uint32Array.from(found), outside: strangers.size };
};

/** uniqueMember may have a unique identifier behind the DN (RFC 4517, section 3.3.21). */
const withoutUid = (text: string): string => text.replace(/#'[01]*'B$/, '');
