import { ProxyRefused } from './proxy-refused.ts';

/**
 * Decodes percent-encoded UTF-8 once. Bytes that are no UTF-8, in a form longer than needed or of half a surrogate pair are refused.
 *
 * @throws ProxyRefused `encoding-malformed`
 * @example decode('a%2Fb') // 'a/b'
 */
export const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProxyRefused('encoding-malformed');
  }
};

/**
 * Writes text as one segment of a path, or as a name or value of a query: all but letters, digits and `-_.!~*()` is encoded, so that
 * the parser of URLs leaves it as it is.
 *
 * @param text well formed
 */
export const encode = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');

/**
 * Writes literal text of a path's template. What a segment may hold as it is (RFC 3986, section 3.3) stays, because some sources know
 * it in this form only: `/reports/usage(period='D7')`.
 */
export const encodeLiteral = (text: string): string =>
  encodeURIComponent(text).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
