/** Whole numbers below 2^31, four bytes each: half a million memberships are 4 MB, where objects would be 40. */
export interface IntList {
  readonly length: number;
  push(value: number): void;
  /** Of an index that is in the list. */
  at(index: number): number;
  /** No longer than it must be. */
  toArray(): Int32Array;
}

/** A list that grows by half whenever it is full. */
export const intList = (): IntList => {
  let values = new Int32Array(1_024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(length + (length >> 1));
        larger.set(values);
        values = larger;
      }
      values[length] = value;
      length += 1;
    },
    at: (index) => values[index]!,
    toArray: () => values.slice(0, length),
  };
};
