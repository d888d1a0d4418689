import * as z from 'zod/mini';
import type { ImportContext } from '../connector.ts';
import { cursorsOf } from '../cursor.ts';
import type { Batch, Item, Json } from '../item.ts';
import { choosePaging } from './choose-paging.ts';
import { scimClient } from './client.ts';
import { isNeeded, type ListName, listNames, listReader } from './list-reader.ts';
import type { ScimOptions } from './options.ts';
import { readPages } from './read-pages.ts';

const number = z.int().check(z.minimum(0));
const count = z.strictObject({ row: number, skipped: number });

const positionSchema = z.strictObject({
  list: z.enum(listNames),
  /** The page to go on with; absent at the beginning of a list. */
  page: z.optional(
    z.union([
      z.strictObject({ index: z.int().check(z.minimum(1)) }),
      z.strictObject({ cursor: z.string().check(z.minLength(1), z.maxLength(65_536)) }),
    ]),
  ),
  /** The first id of the page before it. */
  previousId: z.optional(z.string().check(z.maxLength(4096))),
  entities: count,
  memberships: count,
});

type Position = z.output<typeof positionSchema>;

const none = { row: 0, skipped: 0 };
const beginningOf = (list: ListName): Position => ({ list, entities: none, memberships: none });

/** Items of one batch at most: a page of groups can hold a hundred thousand members. */
const itemsAtOnce = 5_000;

/**
 * Reads the users and the groups of a SCIM service, from the context's cursor on.
 *
 * @throws SourceError
 */
export async function* readService(
  options: ScimOptions,
  context: ImportContext,
  signal: AbortSignal,
): AsyncGenerator<Batch, void> {
  const cursors = cursorsOf(options, positionSchema);
  const lists = listNames.filter((list) => isNeeded(options, list));
  const start = cursors.read(context.cursor) ?? beginningOf(lists[0]!);
  const client = await scimClient(options, context, signal);
  const paging = await choosePaging(options, client);

  for (const [index, list] of lists.entries()) {
    if (index < lists.indexOf(start.list)) continue;
    const position = list === start.list ? start : beginningOf(list);
    const following = lists[index + 1];
    const reader = listReader(options, list, position);
    const request = { path: reader.path, count: paging.count, query: reader.query };
    for await (const page of readPages(client, request, position.page ?? paging.start, position.previousId)) {
      const items = reader.map(page.resources);
      if (page.next) {
        const next: Position = { list, page: page.next, previousId: page.firstId, ...reader.counts() };
        yield* inBatches(items, cursors.write(next));
      } else yield* inBatches([...items, ...reader.report()], following && cursors.write(beginningOf(following)));
    }
  }
}

function* inBatches(items: readonly Item[], resume: Json | undefined): Generator<Batch, void> {
  let start = 0;
  for (; items.length - start > itemsAtOnce; start += itemsAtOnce)
    yield { items: items.slice(start, start + itemsAtOnce) };
  yield { items: items.slice(start), resume };
}
