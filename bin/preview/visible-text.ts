/**
 * Characters that are not seen, or that change how others are seen: controls, marks of direction, line separators, spaces of no
 * width. Whoever fills an answer could hide with them what leaves, or speak to the reader's terminal.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** Joins emoji. */
const zeroWidthJoiner = '\u200d';

/**
 * Text of an answer as one can safely look at it: what is not seen is written as JSON would escape it.
 *
 * @example visibleText('a\u202eb') // 'a\\u202eb'
 */
export const visibleText = (text: string): string =>
  text.replace(unseen, (character) => (character === zeroWidthJoiner ? character : escaped(character)));

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
