import { SourceError } from '../../source-error.ts';
import { anyEntry } from '../filter/filter.ts';
import type { LdapEntry } from '../wire/entry.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import { readEntry } from '../wire/search.ts';

/**
 * All values of some attributes of one entry, portion by portion. Active Directory gives no more than 1500 at once and says so in the
 * attribute's name, `member;range=0-1499`; the rest is asked for until it says `*`.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-adts/8a093a3f-0e1b-4ad5-a4e4-d8dd5c7b0c2c
 * @throws SourceError
 */
export async function* memberValues(
  session: LdapSession,
  dn: string,
  attributes: readonly string[],
): AsyncGenerator<{ readonly attribute: string; readonly values: readonly Buffer[] }, void> {
  const first = await readFrom(session, dn, attributes);
  for (const attribute of attributes) {
    yield { attribute, values: first?.values(attribute) ?? [] };
    let range = first && rangeOf(first, attribute);
    while (range) {
      yield { attribute, values: range.values };
      const { next } = range;
      if (next === undefined) break;
      const entry: LdapEntry | undefined = await readFrom(session, dn, [`${attribute};range=${next}-*`]);
      range = entry && rangeOf(entry, attribute);
      // The list has become shorter in between, and ends here.
      if (range?.from !== undefined && range.from !== next) throw otherRange();
    }
  }
}

const readFrom = (session: LdapSession, base: string, attributes: readonly string[]): Promise<LdapEntry | undefined> =>
  readEntry(session, { place: 'memberships', base, filter: anyEntry, attributes });

interface Range {
  readonly from: number;
  readonly values: readonly Buffer[];
  /** The number of the value that comes next; `undefined` at the end. */
  readonly next: number | undefined;
}

const rangeOf = (entry: LdapEntry, attribute: string): Range | undefined => {
  const prefix = `${attribute.toLowerCase()};range=`;
  const name = entry.attributes.find((each) => each.startsWith(prefix));
  const parts = name === undefined ? null : /^(\d+)-(\d+|\*)$/.exec(name.slice(prefix.length));
  if (!parts) return undefined;
  const [, start, end] = parts;
  if (end !== '*' && Number(end) < Number(start)) throw otherRange();
  return { from: Number(start), values: entry.values(name!), next: end === '*' ? undefined : Number(end) + 1 };
};

const otherRange = (): SourceError =>
  new SourceError('source-failed', 'memberships: the server gave another range of members than it was asked for');
