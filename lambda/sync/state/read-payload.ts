import { type DeliveredPayload, type KeptPayload, payloadFolder, payloadForm } from './kept-payloads.ts';
import type { SealedState } from './sealed-state.ts';
import { shardNames, shardOf } from './shards.ts';
import type { StoredJson } from './stored-json.ts';
import type { Watermark } from './sync-state.ts';

/** What was read is good for so long, in milliseconds: users who sign in at the same time do not have it read for each. */
const freshMilliseconds = 5_000;

type Part = ReadonlyMap<string, DeliveredPayload>;

/** What one reads payloads with, outside of runs. */
export interface ReadPayloadOptions {
  readonly sealed: SealedState;
  readonly marks: StoredJson<Watermark>;
  now(): number;
}

/**
 * Gives what was delivered of one user; `undefined` of who is not at the destination, or before a run has finished. It reads the part that the user is in.
 *
 * Throws PlatformError of the state store or of the key store.
 */
export const readPayload = ({
  sealed,
  marks,
  now,
}: ReadPayloadOptions): ((key: string) => Promise<KeptPayload | undefined>) => {
  const names = shardNames(payloadFolder);
  const parts = new Map<number, { readonly at: number; readonly doneAt: number | undefined; readonly part: Part }>();

  const fresh = async (index: number) => {
    const known = parts.get(index);
    if (known && now() - known.at < freshMilliseconds) return known;
    // The mark first: what is read after it is at least as new.
    const { doneAt } = await marks.read();
    const opened = await sealed.read(names[index]!);
    const lines = opened && opened.text !== '' ? opened.text.split('\n') : [];
    const read = { at: now(), doneAt, part: new Map(lines.map(payloadForm.readLine)) };
    parts.set(index, read);
    return read;
  };

  return async (key) => {
    const { part, doneAt } = await fresh(shardOf(key));
    const delivered = part.get(key);
    return delivered && doneAt !== undefined ? { ...delivered, at: doneAt } : undefined;
  };
};
