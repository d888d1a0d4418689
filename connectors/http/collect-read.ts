/** The runtime's collector, if the process was started with `--expose-gc`. */
const collect: (() => void) | undefined = globalThis.gc;

/** Some fifteen pages of a thousand users. More often costs time; after 14 MiB a process had up to 165 MiB, after this much 147. */
const enough = 10 * 1024 * 1024;

let bytes = 0;

/**
 * Tells that an answer was read. What is read of a long list is worked on just as long as V8 needs to take it for something that stays;
 * left alone, a million users let a process grow to 207 MiB, with a collection now and then it stays below 150 (`npm run bench -- connectors`).
 */
export const answerRead = (length: number): void => {
  bytes += length;
  if (bytes < enough) return;
  bytes = 0;
  collect?.();
};
