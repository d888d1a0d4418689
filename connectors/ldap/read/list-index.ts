import type { LogLine } from '../../item.ts';
import type { Directory, DirectoryList } from '../directory.ts';
import type { LdapEntry } from '../wire/entry.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import { search } from '../wire/search.ts';
import { columnsOf } from './columns.ts';

/** One entry of an index: what it takes to find it, and to say which it is. */
export interface Indexed {
  readonly dn: string;
  /** Empty if it has none. */
  readonly id: string;
}

/** All entries of a list. */
export interface ListIndex {
  /** In the order of their ids. */
  readonly entries: readonly Indexed[];
  /** How many parts of the directory lie at other servers. */
  readonly referrals: number;
}

/** What is needed to index a list. */
export interface IndexRequest {
  readonly session: LdapSession;
  readonly directory: Directory;
  readonly list: DirectoryList;
  readonly pageSize: number;
  /** Further attributes to ask for. @default - none */
  readonly attributes?: readonly string[] | undefined;
  /** Is told of each entry, in the server's order. */
  onEntry?(indexed: Indexed, entry: LdapEntry): void;
}

/**
 * Finds all entries of a list, with nothing but their ids. Entries are then read by their DNs in the order of the ids, which is the same at
 * every server and in every session: that is what an import can go on in.
 */
export const indexList = async (request: IndexRequest): Promise<ListIndex> => {
  const { session, directory, list, pageSize, attributes = [], onEntry } = request;
  const { id, type } = list.entity;
  const columns = columnsOf({ id, type, attributes: {} }, directory);
  const at = columns.indexOf(id);
  const entries: Indexed[] = [];
  let referrals = 0;
  for (const base of list.bases) {
    const wanted = [...new Set([...columns.attributes, ...attributes])];
    const what = { place: list.name, base, scope: list.scope, filter: list.filter, attributes: wanted };
    for await (const page of search(session, what, pageSize)) {
      referrals += page.referrals;
      for (const entry of page.entries) {
        const cell = columns.rowOf(entry)[at];
        const indexed = { dn: entry.dn, id: typeof cell === 'string' ? cell : '' };
        entries.push(indexed);
        onEntry?.(indexed, entry);
      }
    }
  }
  return { entries: inOrder(withoutDoubles(entries, list.bases.length)), referrals };
};

// Bases may lie within each other.
const withoutDoubles = (entries: readonly Indexed[], bases: number): readonly Indexed[] =>
  bases === 1 ? entries : [...new Map(entries.map((entry) => [entry.dn, entry])).values()];

const inOrder = (entries: readonly Indexed[]): readonly Indexed[] =>
  entries.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));

/** What is said of a list when it was read. Active Directory has referrals to its own partitions in every domain. */
export const indexReport = (place: string, { entries, referrals }: ListIndex): readonly LogLine[] => [
  ...(entries.length > 0
    ? []
    : [line('alert', `${place}: no entry was found. Check base, filter, and what the account of the gate may see.`)]),
  ...(referrals === 0
    ? []
    : [
        line(
          'info',
          `${place}: ${referrals} ${referrals === 1 ? 'referral' : 'referrals'} to other servers not followed.`,
        ),
      ]),
];

/** A sentence for the vendor's import log. */
export const line = (level: LogLine['level'], message: string): LogLine => ({ kind: 'log', level, message });
