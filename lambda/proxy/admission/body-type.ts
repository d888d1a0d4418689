import { ProxyRefused } from './proxy-refused.ts';

/** What a body is, as the source is told. */
export interface BodyType {
  /** The value of Content-Type. */
  readonly value: string;
  readonly isJson: boolean;
}

const token = String.raw`[\w!#$%&'*+.^\`|~-]+`;
const mediaType = new RegExp(`^${token}/${token}$`);
const parameter = new RegExp(`^\\s*(${token})=(?:"([^"\\\\]*)"|(${token}))\\s*$`);
/** RFC 2046, section 5.1.1. */
const boundary = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

/** Whether documents of a media type are JSON: by its name, or its suffix (RFC 6839, section 3.1). */
export const isJsonType = (type: string): boolean => type === 'application/json' || type.endsWith('+json');

/**
 * Reads a request's Content-Type (RFC 9110, section 8.3). Of parameters, `charset=utf-8` may be there, which JSON is in anyway, and
 * the `boundary` of a multipart body: others would change what the source understands.
 *
 * @param allowed media types in lower case, without parameters
 * @throws ProxyRefused `body-type-not-allowed`
 * @example readBodyType('Application/JSON; charset=UTF-8', ['application/json']) // { value: 'application/json', isJson: true }
 */
export const readBodyType = (contentType: string | null, allowed: readonly string[]): BodyType => {
  const [name = '', ...parameters] = (contentType ?? '').split(';');
  const type = name.trim().toLowerCase();
  if (!mediaType.test(type) || !allowed.includes(type)) throw refused(allowed);
  const kept = new Map<string, string>();
  for (const text of parameters) {
    const [, key = '', quoted, bare = ''] = parameter.exec(text) ?? [];
    const value = quoted ?? bare;
    if (kept.has(key.toLowerCase()) || !isAllowed(type, key.toLowerCase(), value)) throw refused(allowed);
    kept.set(key.toLowerCase(), value);
  }
  if (isJsonType(type)) return { value: type, isJson: true };
  const written = Array.from(kept, ([key, value]) => `; ${key}="${value}"`);
  return { value: type + written.join(''), isJson: false };
};

const isAllowed = (type: string, key: string, value: string): boolean =>
  (key === 'charset' && value.toLowerCase() === 'utf-8') ||
  (key === 'boundary' && type.startsWith('multipart/') && boundary.test(value));

const refused = (allowed: readonly string[]): ProxyRefused =>
  new ProxyRefused('body-type-not-allowed', {
    sentence: `Send the body as ${allowed.join(' or ')}, in UTF-8, and say so in Content-Type.`,
  });
