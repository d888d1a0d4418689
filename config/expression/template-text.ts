import { ExpressionError } from './expression-error.ts';

/** A part of a text: letters as they are, or an expression. */
export type TextPart = string | { readonly expression: string };

/**
 * Takes apart a text with expressions: `${…}` holds one, `$${` is `${` as it is.
 *
 * Throws ExpressionError for an expression without end.
 *
 * @example textParts('${user.last}, ${user.first}') // [{ expression: 'user.last' }, ', ', { expression: 'user.first' }]
 */
export const textParts = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let letters = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      letters += '${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = endOf(text, at + 2);
      if (end === undefined) throw new ExpressionError('has an expression without end', unended);
      if (letters !== '') parts.push(letters);
      letters = '';
      parts.push({ expression: text.slice(at + 2, end) });
      at = end + 1;
    } else {
      letters += text[at];
      at += 1;
    }
  }
  if (letters !== '' || parts.length === 0) parts.push(letters);
  return parts;
};

/** Whether a text is one expression alone, which gives more than text. One without end is taken for one. */
export const isOneExpression = (text: string): boolean =>
  text.startsWith('${') && (endOf(text, 2) ?? text.length - 1) === text.length - 1;

/** A text as it is: what `textParts` gives back unchanged. */
export const literalText = (text: string): string => text.replaceAll('${', '$$${');

const unended = 'Close it with }. Where ${ itself is meant, write $${.';

/** What is passed over as a whole: texts of CEL, long ones too, and comments. Raw texts end where others do, as in the library. */
const passedOver =
  /"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\/\/[^\n]*/y;

/** Where the brace is that closes an expression: not one of a map or in a text. */
const endOf = (text: string, start: number): number | undefined => {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    passedOver.lastIndex = at;
    const [passed] = passedOver.exec(text) ?? [];
    if (passed === undefined && text[at] === '}' && depth === 0) return at;
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    at += passed?.length ?? 1;
  }
  return undefined;
};
