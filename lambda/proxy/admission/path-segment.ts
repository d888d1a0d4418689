import { decode } from './percent-encoding.ts';
import { ProxyRefused } from './proxy-refused.ts';

/** Characters that may stand in a segment as they are (RFC 3986, section 3.3), but for `;`. Not dots alone. */
const plain = /^(?!\.+$)[\w~!$&'()*+,=:@.-]+$/;
const raw = /^[\w~!$&'()*+,=:@.%-]*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/;
/** Slashes of both kinds, and `;`: servers cut path parameters off there. */
const separator = /[/\\;]/;
/** What would become one of those, or a dot, where a source decodes twice; IIS knows `%u002e` too. */
const encodedTwice = /%(?:[01][\da-f]|7f|2[5ef]|3b|5c|u[\da-f]{4})/i;
/** Some systems cut blanks and dots off the end of a name: then these are dots too. */
const dots = /^[\s.]+$/;

/**
 * Reads one segment of a path: decodes it once, strictly, and refuses whatever a source could understand as more, or less, than one
 * segment. That holds for characters too which compatibility forms of Unicode turn into slashes and dots, such as `／`.
 *
 * @returns its text; empty for an empty segment
 * @throws ProxyRefused `encoding-malformed` or `path-malformed`
 * @example readSegment('a%20b') // 'a b'
 */
export const readSegment = (segment: string): string => {
  if (plain.test(segment)) return segment;
  if (!raw.test(segment)) throw new ProxyRefused('path-malformed');
  const text = decode(segment);
  if (isHostile(text) || isHostile(text.normalize('NFKC'))) throw new ProxyRefused('path-malformed');
  return text;
};

const isHostile = (text: string): boolean =>
  control.test(text) || separator.test(text) || encodedTwice.test(text) || dots.test(text);

/**
 * Whether text can be sent as one segment after its pseudonyms were put back. Slashes can only come out of a pseudonym, whose text was
 * the source's own: they are encoded. But dots must not stand between them, alone or with path parameters, since a source may decode
 * slashes before it resolves dots.
 */
export const canBeSegment = (text: string): boolean => isOneSegment(text) && isOneSegment(text.normalize('NFKC'));

const isOneSegment = (text: string): boolean =>
  !control.test(text) &&
  !encodedTwice.test(text) &&
  !text.split(/[/\\]/).some((part) => dots.test(part.split(';')[0]!));
