import type { Attributes, Batch, Item, Value } from '../../connectors/item.ts';
import { RelayFailure } from './relay-failure.ts';

/** A batch whose line would be longer is written as several, in characters: whoever reads it holds one line at a time. */
const splitCharacters = 8 * 1024 * 1024;

/** A longer line is not read, in bytes. No item of a source is as long. */
const longestLine = 64 * 1024 * 1024;

const lineFeed = 0x0a;

/**
 * A batch as lines of JSON in UTF-8, so that it can be sent: one line, or several batches if it is very large, of which the last one has
 * `resume` and `mark`. `readBatches` gives the same items again: dates to the millisecond, numbers with their sign and infinities.
 *
 * @example writeBatch({ items: [], resume: 7 }) // the bytes of '{"items":[],"resume":7}\n'
 */
export const writeBatch = (batch: Batch): Uint8Array => Buffer.from(linesOf(batch), 'utf8');

const linesOf = (batch: Batch): string => {
  const { items } = batch;
  const line = `${JSON.stringify(items.some(hasOddNumber) ? { ...batch, items: items.map(writable) } : batch)}\n`;
  if (line.length <= splitCharacters || items.length < 2) return line;
  const half = items.length >> 1;
  return linesOf({ items: items.slice(0, half) }) + linesOf({ ...batch, items: items.slice(half) });
};

/** JSON has no word for them: it writes `null`, or forgets the sign of a zero. */
const isOdd = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

const hasOddNumber = (item: Item): boolean => {
  if (item.kind === 'log' || !item.attributes) return false;
  const { attributes } = item;
  for (const id in attributes) {
    const { type, value } = attributes[id]!;
    if (type === 'number' && isOdd(value)) return true;
  }
  return false;
};

const writable = (item: Item): unknown => {
  if (item.kind === 'log' || !hasOddNumber(item)) return item;
  const entries = Object.entries(item.attributes!).map(([id, value]) => [id, writableValue(value)]);
  return { ...item, attributes: Object.fromEntries(entries) };
};

const writableValue = (written: Value): unknown =>
  written.type === 'number' && isOdd(written.value)
    ? { type: 'number', value: Object.is(written.value, -0) ? '-0' : String(written.value) }
    : written;

/**
 * Reads what `writeBatch` wrote, however it was cut into pieces.
 *
 * @throws RelayFailure `relay-broken` for anything that it did not write, an end in the middle of a line too
 */
export async function* readBatches(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Batch, void, undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      const last = chunk.subarray(from, end);
      if (length + last.length > longestLine) throw broken('a line is too long');
      yield batchOf(parts.length === 0 ? last : Buffer.concat([...parts, last]));
      parts = [];
      length = 0;
      from = end + 1;
    }
    if (from === chunk.length) continue;
    const rest = chunk.subarray(from);
    parts.push(rest);
    length += rest.length;
    if (length > longestLine) throw broken('a line is too long');
  }
  if (length > 0) throw broken('the last line is cut off');
}

const broken = (what: string, cause?: unknown): RelayFailure =>
  new RelayFailure('relay-broken', `what the agent read of the source is not whole (${what}): ask again`, {
    sent: true,
    cause,
  });

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const batchOf = (line: Uint8Array): Batch => {
  const batch = parsed(line) as Batch | null;
  if (typeof batch !== 'object' || batch === null || !Array.isArray(batch.items)) throw broken('a line is no batch');
  for (const item of batch.items) reviveItem(item);
  return batch;
};

const parsed = (line: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(line));
  } catch (error) {
    throw broken('a line is no JSON', error);
  }
};

/** Checks an item, and makes what JSON has no word for of what stands for it, in its place: nobody else has it yet. */
const reviveItem = (item: Item | null): void => {
  switch (item?.kind) {
    case 'entity':
      return reviveAttributes(areTexts(item.id, item.name, item.type), item.attributes);
    case 'relationship':
      return reviveAttributes(areTexts(item.fromId, item.fromType, item.toId, item.toType), item.attributes);
    case 'log':
      if (typeof item.message === 'string' && (item.level === 'alert' || item.level === 'info')) return;
  }
  throw broken('an item is none');
};

const areTexts = (...texts: readonly unknown[]): boolean => texts.every((text) => typeof text === 'string');

const reviveAttributes = (isNamed: boolean, attributes: Attributes | undefined): void => {
  if (!isNamed || (attributes !== undefined && !isObject(attributes))) throw broken('an item is none');
  for (const id in attributes) {
    const written = attributes[id] as { type: string; value: unknown } | null;
    if (!isObject(written) || !revive(written)) throw broken('a value is none');
  }
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oddNumbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

const revive = (written: { type: string; value: unknown }): boolean => {
  const { type, value } = written;
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      if (typeof value === 'string') written.value = oddNumbers.get(value);
      return typeof written.value === 'number';
    case 'date':
    case 'dateTime':
    case 'time':
      // A date that is none is written as null.
      written.value = value === null ? new Date(Number.NaN) : new Date(String(value));
      return value === null || !Number.isNaN((written.value as Date).getTime());
  }
  return false;
};
