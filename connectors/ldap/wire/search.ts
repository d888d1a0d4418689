import { PagedResultsControl, SearchRequest } from 'ldapts';
import type { Filter } from '../filter/filter.ts';
import { WireFilter } from '../filter/wire-filter.ts';
import { entryOf, type LdapEntry } from './entry.ts';
import { succeeded } from './ldap-error.ts';
import type { LdapSession } from './ldap-session.ts';

/** What to look for. */
export interface Search {
  /** What it is for, for messages, such as `users`. */
  readonly place: string;
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: Filter;
  /** What is asked for, and nothing else; none: the DN alone. */
  readonly attributes: readonly string[];
}

/** A part of what a search finds. */
export interface FoundPage {
  readonly entries: readonly LdapEntry[];
  /** How many parts of it lie at other servers. */
  readonly referrals: number;
}

// An empty list would ask for all attributes (RFC 4511, section 4.5.1.8).
const noAttributes = ['1.1'];

const requestOf = ({ base, scope, filter, attributes }: Search, messageId: number, control?: PagedResultsControl) =>
  new SearchRequest({
    messageId,
    baseDN: base,
    scope,
    // ldapts would set 10 seconds. The server's own limit holds, and ours is the session's.
    timeLimit: 0,
    filter: new WireFilter(filter),
    attributes: attributes.length === 0 ? noAttributes : [...attributes],
    ...(control && { controls: [control] }),
  });

/**
 * Finds entries page by page (RFC 2696). A page without entries is not the last one unless the server says so. A server that can not page
 * gives all at once.
 *
 * @throws SourceError
 */
export async function* search(session: LdapSession, what: Search, pageSize: number): AsyncGenerator<FoundPage, void> {
  let cookie: Buffer | undefined;
  do {
    const control = new PagedResultsControl({ value: { size: pageSize, ...(cookie && { cookie }) } });
    const answer = await session.ask(what.place, (messageId) => requestOf(what, messageId, control));
    succeeded(answer.end, what.place);
    yield { entries: answer.entries.map(entryOf), referrals: answer.referrals };
    const page = answer.end.controls?.find((each) => each instanceof PagedResultsControl);
    cookie = page?.value?.cookie;
  } while (cookie !== undefined && cookie.length > 0);
}

const noSuchObject = 32;

/**
 * Reads one entry.
 *
 * @param what its base is the entry
 * @returns `undefined` if there is none, or it does not match the filter
 * @throws SourceError
 */
export const readEntry = async (session: LdapSession, what: Omit<Search, 'scope'>): Promise<LdapEntry | undefined> => {
  const answer = await session.ask(what.place, (messageId) => requestOf({ ...what, scope: 'base' }, messageId));
  if (answer.end.status === noSuchObject) return undefined;
  succeeded(answer.end, what.place);
  return answer.entries[0] && entryOf(answer.entries[0]);
};
