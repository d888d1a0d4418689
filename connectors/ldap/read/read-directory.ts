import type { ImportContext } from '../../connector.ts';
import type { Batch, LogLine } from '../../item.ts';
import { type Directory, directoryOf } from '../directory.ts';
import { anyEntry } from '../filter/filter.ts';
import type { LdapOptions } from '../options.ts';
import { connect } from '../wire/connect.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import { search } from '../wire/search.ts';
import { beginningOf, type Position, positions, stagesOf, startOf } from './position.ts';
import { type Reading, readList } from './read-list.ts';
import { readMemberships } from './read-memberships.ts';

/**
 * Reads a directory: users, groups, and who is in which group, from the context's cursor on. The first batch is empty: it says that
 * the way is open, the account is known and the bases are there, which is all that a check of the source wants to know. Nobody can go on after it: who did would never come further.
 *
 * @throws SourceError
 */
export async function* readDirectory(
  options: LdapOptions,
  context: ImportContext,
  signal: AbortSignal,
): AsyncGenerator<Batch, void> {
  const directory = directoryOf(options);
  const start = startOf(options, directory, context.cursor);
  const session = await connect(options, context, signal);
  try {
    await checkBases(session, directory);
    yield { items: [] };
    yield* readStages({ options, directory, session }, start);
  } finally {
    session.end();
  }
}

/** @throws SourceError for a base that is not there, or that the account may not see */
const checkBases = async (session: LdapSession, directory: Directory): Promise<void> => {
  for (const list of [directory.users, directory.groups])
    for (const base of list?.bases ?? []) {
      const what = { place: list!.name, base, scope: 'base', filter: anyEntry, attributes: [] } as const;
      await search(session, what, 1).next();
    }
};

async function* readStages(reading: Reading, start: Position): AsyncGenerator<Batch, void> {
  const stages = stagesOf(reading.directory);
  const cursors = positions(reading.options);
  for (const [index, stage] of stages.entries()) {
    if (index < stages.indexOf(start.stage)) continue;
    const position = stage === start.stage ? start : beginningOf(stage);
    const next = stages[index + 1];
    const items = yield* readStage(reading, position);
    yield { items, resume: next && cursors.write(beginningOf(next)) };
  }
}

const readStage = (reading: Reading, position: Position): AsyncGenerator<Batch, readonly LogLine[], undefined> =>
  position.stage === 'memberships'
    ? readMemberships(reading, position)
    : readList(reading, reading.directory[position.stage]!, position);
