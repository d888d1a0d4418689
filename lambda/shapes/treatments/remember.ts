/** Of each treatment, the last so many values are remembered at least, and twice as many at most. */
const entries = 4_096;
/** In characters: longer texts are seldom seen twice. */
const longest = 256;

/**
 * Remembers what a function gave, since the same people come again and again in answers. In the memory of this process only, and
 * bounded: when one half is full, the other is forgotten.
 *
 * @param make gives the same for the same text
 */
export const remember = <Result>(make: (text: string) => Result): ((text: string) => Result) => {
  let young = new Map<string, Result>();
  let old = new Map<string, Result>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? make(text);
    if (text.length > longest) return made;
    if (young.size === entries) {
      old = young;
      young = new Map();
    }
    young.set(text, made);
    return made;
  };
};
