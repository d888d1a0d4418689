/** Scripts that do not put white space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * How long a text is: `42 characters, 7 words`, always in the plural, so that programs read it easily.
 *
 * Characters are Unicode code points. Words are what white space separates, if a letter or a digit is in it; text with Chinese,
 * Japanese, Thai, Lao, Khmer or Burmese script is parted into words as Unicode says (UAX #29, with the dictionaries of ICU).
 */
export const lengthOf = (text: string): string => `${characters(text)} characters, ${words(text)} words`;

const characters = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const words = (text: string): number => {
  let count = 0;
  if (unspaced.test(text)) {
    for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1;
    return count;
  }
  for (const [run] of text.matchAll(/\S+/g)) if (letterOrDigit.test(run)) count += 1;
  return count;
};
