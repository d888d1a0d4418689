import { canonicalEmail } from './canonical-email.ts';

/** In quotes, in brackets and in comments there are no separators. */
const token = /"(?:\\.|[^"\\])*"|<[^<>]*>|\([^()]*\)|[,;]|[^",;<(]+|./gs;

/**
 * The e-mail addresses of a text that is a list of them, as in a header `To` (RFC 5322, section 3.4): each in its one spelling, in their
 * order. Between them are commas, or semicolons as some mail programs write them.
 *
 * @returns `undefined` if there are fewer than two, or if anything in the list is no address
 * @example addressList('"L., Ada" <ada@example.com>, bob@example.com') // ['ada@example.com', 'bob@example.com']
 */
export const addressList = (text: string): readonly string[] | undefined => {
  if (text.indexOf('@') === text.lastIndexOf('@') || !/[,;]/.test(text)) return undefined;
  const addresses: string[] = [];
  for (const part of partsOf(text)) {
    const address = canonicalEmail(part);
    if (address === undefined) return undefined;
    addresses.push(address);
  }
  return addresses.length > 1 ? addresses : undefined;
};

/** What stands between separators, but for what is empty. */
const partsOf = (text: string): readonly string[] => {
  const parts = [''];
  for (const [each] of text.matchAll(token)) {
    if (each === ',' || each === ';') parts.push('');
    else parts[parts.length - 1] += each;
  }
  return parts.filter((part) => part.trim() !== '');
};
