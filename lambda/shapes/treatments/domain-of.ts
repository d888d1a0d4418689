import { canonicalDomain } from './canonical-domain.ts';
import { canonicalEmail } from './canonical-email.ts';

const scheme = /^[a-z][a-z0-9+.-]*(?=:\/\/)/i;

/**
 * The domain of an e-mail address or of a URL, in its one spelling.
 *
 * @returns `undefined` for other text, and where there is an IP address or a single name instead of a domain
 * @example domainOf('https://ada@Wiki.Example.com:8443/people') // 'wiki.example.com'
 */
export const domainOf = (text: string): string | undefined => {
  const email = canonicalEmail(text);
  if (email !== undefined) return canonicalDomain(email.slice(email.lastIndexOf('@') + 1));
  const trimmed = text.trim();
  // In URLs of other schemes the host is not a domain name to the parser.
  if (!scheme.test(trimmed)) return undefined;
  const url = URL.parse(trimmed.replace(scheme, 'https'));
  return url ? canonicalDomain(url.hostname) : undefined;
};
