import { intList } from './int-list.ts';

/** Many short texts in one piece of memory: JavaScript needs 24 bytes more for each, and 16 for the way to it. */
export interface TextPool {
  /** @returns the number of the text */
  add(text: string): number;
  get(number: number): string;
}

/** An empty pool. Texts are well-formed: UTF-8 can write them. */
export const textPool = (): TextPool => {
  let bytes = Buffer.allocUnsafe(65_536);
  let length = 0;
  const ends = intList();
  return {
    add(text) {
      const size = Buffer.byteLength(text);
      if (length + size > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.ceil((length + size) * 1.25));
        bytes.copy(larger, 0, 0, length);
        bytes = larger;
      }
      length += bytes.write(text, length);
      ends.push(length);
      return ends.length - 1;
    },
    get: (number) => bytes.toString('utf8', number === 0 ? 0 : ends.at(number - 1), ends.at(number)),
  };
};
