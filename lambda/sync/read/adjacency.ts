/** What leads on from each number: `targets` from `starts[n]` to before `starts[n + 1]`. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** For each target, what was said of the link. */
  readonly marks: Int32Array;
}

/** Links between numbers: the n-th leads from `from[n]` to `to[n]`, with `marks[n]`. */
export interface Links {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly marks: Int32Array;
}

/**
 * Sorts links by where they begin, in a time that grows with their number alone.
 *
 * @param count how many numbers there are to begin at
 */
export const adjacency = ({ from, to, marks }: Links, count: number): Adjacency => {
  const starts = new Int32Array(count + 1);
  for (const begin of from) starts[begin + 1]! += 1;
  for (let number = 0; number < count; number++) starts[number + 1]! += starts[number]!;
  const next = starts.slice(0, count);
  const sorted = { starts, targets: new Int32Array(to.length), marks: new Int32Array(to.length) };
  for (const [link, begin] of from.entries()) {
    const place = next[begin]!;
    next[begin] = place + 1;
    sorted.targets[place] = to[link]!;
    sorted.marks[place] = marks[link]!;
  }
  return sorted;
};
