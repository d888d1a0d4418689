import { expect } from 'vitest';
import type { Connector, ImportContext } from '../../../connectors/connector.ts';
import type { Batch, Item, Json } from '../../../connectors/item.ts';

/** The options as the configuration gives them to a connector: checked, and with their defaults. */
export const optionsOf = <Options>(connector: Connector<Options>, raw: unknown): Options =>
  connector.options.parse(raw) as Options;

/** What the connector's options schema finds wrong, as `path: message` lines. */
export const problemsOf = (connector: Connector, raw: unknown): readonly string[] => {
  const parsed = connector.options.safeParse(raw);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

export const batchesOf = <Options>(
  connector: Connector<Options>,
  raw: unknown,
  context: ImportContext,
): AsyncGenerator<Batch, void, undefined> => connector.import!(optionsOf(connector, raw), context);

/** Everything that one import yields. */
export const readAll = async <Options>(
  connector: Connector<Options>,
  raw: unknown,
  context: ImportContext,
): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const batch of batchesOf(connector, raw, context)) items.push(...batch.items);
  return items;
};

/**
 * Everything that an import yields that is stopped and begun again, as a vendor would: after each batch that can be resumed and that
 * `stopsAfter` picks, with a cursor that went through JSON.
 */
export const readInPages = async <Options>(
  connector: Connector<Options>,
  raw: unknown,
  context: ImportContext,
  stopsAfter: (batch: number) => boolean,
): Promise<{ items: Item[]; pages: number }> => {
  const items: Item[] = [];
  let cursor: Json | undefined;
  let batch = 0;
  for (let pages = 1; ; pages++) {
    let resume: Json | undefined;
    for await (const next of batchesOf(connector, raw, { ...context, cursor })) {
      items.push(...next.items);
      if (next.resume === undefined || !stopsAfter(batch++)) continue;
      resume = next.resume;
      break;
    }
    if (resume === undefined) return { items, pages };
    cursor = JSON.parse(JSON.stringify(resume)) as Json;
    expect(cursor).toStrictEqual(resume);
  }
};

/** The error that reading ends with. */
export const errorOf = async <Options>(
  connector: Connector<Options>,
  raw: unknown,
  context: ImportContext,
): Promise<unknown> => {
  try {
    await readAll(connector, raw, context);
  } catch (error) {
    return error;
  }
  throw new Error('the import came to its end');
};
