/**
 * The runtime's collector, if the process was started with `--expose-gc`. V8 lets the memory of buffers that nobody needs any more
 * grow by 64 MB before it looks for them, and each chunk is three of a mebibyte.
 */
const collect: ((options: { readonly type: 'minor' }) => void) | undefined = globalThis.gc;
const collectedBytes = 2 * 1_048_576;

let uncollected = 0;

/** Told of the bytes of buffers that were made and are needed no longer soon; looks for them when there are enough. */
export const buffersMade = (bytes: number): void => {
  uncollected += bytes;
  if (uncollected < collectedBytes) return;
  uncollected = 0;
  collect?.({ type: 'minor' });
};
