import type { Batch, LogLine } from '../../item.ts';
import { compileMapping } from '../../mapping/compile-mapping.ts';
import { rowMapper } from '../../mapping/row-mapper.ts';
import type { Directory, DirectoryList } from '../directory.ts';
import { and, equal } from '../filter/filter.ts';
import type { LdapOptions } from '../options.ts';
import type { LdapEntry } from '../wire/entry.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import { readEntry, search } from '../wire/search.ts';
import { columnsOf } from './columns.ts';
import { inParallel } from './in-parallel.ts';
import { type Indexed, indexList, indexReport } from './list-index.ts';
import { type Position, positions } from './position.ts';
import { guidBytes } from './values.ts';

/** Entries of one batch. */
const entriesAtOnce = 1_000;
/** Questions that are asked without waiting. OpenLDAP closes connections that have 100 of them, unless they are bound. */
const questionsAtOnce = 50;

/** A stage of an import. */
export interface Reading {
  readonly options: LdapOptions;
  readonly directory: Directory;
  readonly session: LdapSession;
}

/**
 * Reads one list: finds all its entries, then reads them by their DNs in the order of their ids, from a position on.
 *
 * @returns what is to be said at the end
 */
export async function* readList(
  reading: Reading,
  list: DirectoryList,
  start: Position,
): AsyncGenerator<Batch, readonly LogLine[], undefined> {
  const { options, directory, session } = reading;
  const cursors = positions(options);
  const index = await indexList({ session, directory, list, pageSize: options.pageSize });
  const columns = columnsOf(list.entity, directory);
  const mapRow = compileMapping({ entity: list.entity }, columns.indexOf);
  const mapper = rowMapper(mapRow, list.name, options.onInvalidRow, start);

  for (const portion of portionsOf(from(index.entries, start.after), entriesAtOnce)) {
    const found = await inParallel(portion, questionsAtOnce, (each) =>
      readAgain(session, list, each, columns.attributes),
    );
    const rows = found.filter((entry) => entry !== undefined).map(columns.rowOf);
    const after = portion.at(-1)!.id;
    yield { items: mapper.map(rows), resume: cursors.write({ ...start, after, ...mapper.count }) };
  }
  return [...mapper.report(), ...indexReport(list.name, index)];
}

/** The entries whose ids come after one. */
export const from = (entries: readonly Indexed[], after: string | undefined): readonly Indexed[] =>
  after === undefined ? entries : entries.slice(entries.findLastIndex(({ id }) => id <= after) + 1);

/** Portions that end only where the id changes, so that going on after an id neither loses nor repeats an entry. */
export function* portionsOf(entries: readonly Indexed[], size: number): Generator<readonly Indexed[], void> {
  let start = 0;
  while (start < entries.length) {
    let end = Math.min(start + size, entries.length);
    while (end < entries.length && entries[end]!.id === entries[end - 1]!.id) end++;
    yield entries.slice(start, end);
    start = end;
  }
}

/** Reads an entry where it was found, or where it has moved since. One that is gone, or does not match any more, is none. */
const readAgain = async (
  session: LdapSession,
  list: DirectoryList,
  { dn, id }: Indexed,
  attributes: readonly string[],
): Promise<LdapEntry | undefined> => {
  const { name: place, bases, scope, filter } = list;
  const found = await readEntry(session, { place, base: dn, filter, attributes });
  if (found || id === '' || list.entity.id.includes('.')) return found;
  const byId = and([filter, equal(list.entity.id, idBytes(list.entity.id, id))]);
  for (const base of bases) {
    const what = { place, base, scope, filter: byId, attributes };
    for await (const { entries } of search(session, what, 1)) if (entries[0]) return entries[0];
  }
  return undefined;
};

/** What a server compares an id with. */
export const idBytes = (attribute: string, id: string): string | Buffer =>
  attribute.toLowerCase() === 'objectguid' ? (guidBytes(id) ?? id) : id;
