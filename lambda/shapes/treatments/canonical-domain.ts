import { domainToASCII } from 'node:url';

const letterDigitHyphen = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+$/;
/** The last label of an IPv4 address is a number; no top level domain is one (RFC 3696, section 2). */
const endsInNumber = /\.(?:\d+|0x[0-9a-f]*)$/;
/** What a URL would take as something else than a part of its host. */
const otherPartsOfUrl = /[\s/\\:?#@%[\]<>|^"`{}]/;
/** RFC 1035, section 2.3.4. */
const longest = 253;

/**
 * The one spelling of a domain name: lower case, punycode (UTS #46, non-transitional), without the dot of the root.
 *
 * @returns `undefined` if it is not a domain name of at least two labels; an IP address is none
 * @example canonicalDomain('BÜCHER.example.') // 'xn--bcher-kva.example'
 */
export const canonicalDomain = (text: string): string | undefined => {
  const lower = text.toLowerCase();
  const rooted = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  const domain = needsMapping(rooted) ? mapped(rooted) : rooted;
  return domain.length <= longest && letterDigitHyphen.test(domain) && !endsInNumber.test(domain) ? domain : undefined;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const needsMapping = (text: string): boolean => /[^\x00-\x7f]|xn--/.test(text);

/** In Unicode the dot of the root may be another full stop: it becomes a dot only here. */
const mapped = (text: string): string =>
  otherPartsOfUrl.test(text) ? '' : (domainToASCII(text) || text).replace(/\.$/, '');
