/**
 * The runtime's collector, if the process was started with `--expose-gc`. V8 lets the heap grow to three times what is in use before it looks: of a
 * sync of 100,000 users that is 45 MB, and looking takes 20 ms.
 */
const collect: (() => void) | undefined = globalThis.gc;

/** What is told how much was done, and has what is needed no more collected each time that so much was. */
export const collectEvery = (count: number): ((done: number) => void) => {
  let next = count;
  return (done) => {
    if (done < next) return;
    next = done + count;
    collect?.();
  };
};
