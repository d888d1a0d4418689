/** So many values are remembered. More would cost those who never come again more than they save the others (bench/treatments.ts). */
const entries = 1_024;
/** In characters: longer texts are seldom seen twice. */
const longest = 256;

/**
 * Remembers what a function gave, since the same people come again and again in answers. In the memory of this process only, and
 * bounded: when it is full, all is forgotten.
 *
 * @param make gives the same for the same text
 */
export const remember = <Result>(make: (text: string) => Result): ((text: string) => Result) => {
  let known = new Map<string, Result>();
  return (text) => {
    const result = known.get(text);
    if (result !== undefined) return result;
    const made = make(text);
    if (text.length > longest) return made;
    if (known.size === entries) known = new Map();
    known.set(text, made);
    return made;
  };
};
