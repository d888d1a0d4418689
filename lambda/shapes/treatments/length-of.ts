/** Scripts that do not put white space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** From the first letter or digit after white space to the next white space. */
const word = /[\p{L}\p{N}]\S*/gu;
const pair = /[\u{10000}-\u{10ffff}]/gu;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * How long a text is: `42 characters, 7 words`, always in the plural, so that programs read it easily.
 *
 * Characters are Unicode code points. Words are what white space separates, if a letter or a digit is in it; text with Chinese,
 * Japanese, Thai, Lao, Khmer or Burmese script is parted into words as Unicode says (UAX #29, with the dictionaries of ICU).
 */
export const lengthOf = (text: string): string => `${characters(text)} characters, ${words(text)} words`;

/** JavaScript counts a code point above U+FFFF twice. */
const characters = (text: string): number => text.length - (text.match(pair)?.length ?? 0);

const words = (text: string): number => {
  if (!unspaced.test(text)) return text.match(word)?.length ?? 0;
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1;
  return count;
};
