import type { ImportContext } from '../../connector.ts';
import type { Batch, Json, LogLine } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { ImportPlan, List } from '../defined-source.ts';
import { type AskSource, askSource } from './ask-source.ts';
import { listReader } from './list-reader.ts';
import { firstMarks } from './marks.ts';
import { beginning, type Position } from './position.ts';
import { readList } from './read-list.ts';
import type { Reading } from './reading.ts';
import { type Held, sealedCursors } from './sealed-cursors.ts';

/**
 * Reads what the plan says, from the context's cursor on: list by list, page by page, and after each page the lists that are read for
 * its rows.
 *
 * A vendor that sends the field `changes: true` gets a mark at the end: a cursor that is an object with the key `changes` alone. With it
 * it gets what has changed since then, and the next mark; lists whose changes the source does not tell are read whole.
 *
 * @throws SourceError
 */
export async function* readSource(
  plan: ImportPlan,
  context: ImportContext,
  signal: AbortSignal,
): AsyncGenerator<Batch, void> {
  const cursors = sealedCursors(plan, await untilAborted(signal, context.cursorSeal()));
  const ask = askSource(plan, context, signal);
  const at = await cursors.read(markIn(context.cursor) ?? context.cursor);
  const start = await startOf(plan, at, context, ask);
  const { from, marks } = start;
  const reading: Reading = {
    plan,
    ask,
    readers: new Map(
      plan.lists.map((list) => [
        list.name,
        listReader(list, {
          onInvalidRow: plan.onInvalidRow,
          start: start.counts[list.name] ?? { row: 0, skipped: 0 },
          tellsRemoved: from !== undefined,
        }),
      ]),
    ),
    from,
    marks,
    cursor: (position) => cursors.write({ ...position, ...(from && { from }), ...(marks && { marks }) }),
  };
  const outer = plan.lists.filter((list) => list.for === undefined);
  const first = outer.findIndex(({ name }) => name === start.list);
  // A source that wants to be left alone for long must not keep a page from ending, which can end only where it could go on.
  yield { items: at && 'changes' in at ? readWhole(outer) : [], resume: reading.cursor(start) };
  for (const [index, list] of outer.entries()) {
    if (index < first) continue;
    yield* readList(reading, list, index === first ? start : { list: list.name, counts: {} }, outer[index + 1]);
  }
  if (marks) yield { items: [], mark: { changes: cursors.write({ changes: marks }) } };
}

/** What a vendor was given as a mark: a cursor in `changes`, by which it is told from one that leads to the next page. */
const markIn = (cursor: Json | undefined): Json | undefined =>
  typeof cursor === 'object' && cursor !== null && 'changes' in cursor ? cursor.changes : undefined;

const startOf = async (
  plan: ImportPlan,
  at: Held | undefined,
  context: ImportContext,
  ask: AskSource,
): Promise<Position> => {
  if (at && 'list' in at) {
    if (isOf(plan, at)) return at;
    throw new SourceError('cursor-invalid', 'the cursor is none of this source: begin the import again');
  }
  const isAsked = at !== undefined || ['true', true].includes(context.fields['changes'] as string);
  const marks = isAsked ? await firstMarks(plan, ask, context) : undefined;
  return { ...beginning(plan), ...(at && { from: at.changes }), ...(marks && { marks }) };
};

/** Whether the lists that a position names are there. */
const isOf = ({ lists }: ImportPlan, { list, inner }: Position): boolean =>
  lists.some((each) => each.name === list && each.for === undefined) &&
  (inner === undefined || lists.some((each) => each.name === inner && each.for === list));

const readWhole = (lists: readonly List[]): readonly LogLine[] => {
  const names = lists.filter(({ changes, isRead }) => !changes && isRead).map(({ name }) => name);
  if (names.length === 0) return [];
  const message = `read whole, because the source does not tell their changes: ${names.join(', ')}`;
  return [{ kind: 'log', level: 'info', message }];
};
