import { canonicalDomain } from './canonical-domain.ts';
import { canonicalIp } from './canonical-ip.ts';

/** An address has at most 254 characters (RFC 5321, section 4.5.3.1); names and comments around it may be long. */
const longest = 1_000;
/** How most addresses are written: in their one spelling. */
const usual =
  /^[a-z0-9!#$%&'*/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{0,20}[a-z0-9]$/;
/** In punycode there is more than one spelling. */
const punycode = 'xn--';
const mailto = /^mailto:([^?#]*)/i;
const quotedOrComment = /"(?:\\.|[^"\\])*"|\\.|[()]|[^"\\()]+|./gs;
const named = /^(?:"(?:\\.|[^"\\])*"|[^"<>])*<((?:"(?:\\.|[^"\\])*"|[^"<>])*)>$/s;
const quotedLocal = /^"((?:\\.|[^"\\])+)"\s*@\s*([^@]+)$/s;
const plainLocal = /^([^\s\p{Cc}"@<>,;:()[\]\\]+)\s*@\s*([^@]+)$/u;
const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i;

/**
 * The one spelling of an e-mail address, so that a person has one pseudonym in all systems: without display name, comments, quotes,
 * tag (`+news`) and `mailto:`; in lower case, the local part too; composed (NFC); its domain in punycode.
 *
 * Dots in the local part stay: at most providers they tell people apart. The text must be one address and nothing else.
 *
 * @returns `undefined` if it is not an e-mail address with a domain of at least two labels, or an IP address in brackets
 * @example canonicalEmail('"Ada L." <Ada.L+news@EXAMPLE.com>') // 'ada.l@example.com'
 */
export const canonicalEmail = (text: string): string | undefined => {
  if (text.length > longest || !text.includes('@')) return undefined;
  if (usual.test(text) && text.length < 250 && !text.includes(punycode)) return text;
  const [local, domain] = partsOf(text) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  const host = canonicalHost(domain.trim());
  return host && `${canonicalLocal(local)}@${host}`;
};

const partsOf = (text: string): readonly string[] | undefined => {
  const bare = withoutComments(withoutScheme(text.trim()))?.trim();
  if (bare === undefined) return undefined;
  const address = (named.exec(bare)?.[1] ?? bare).trim();
  const quoted = quotedLocal.exec(address);
  if (quoted) return [quoted[1]!.replace(/\\(.)/gs, '$1'), quoted[2]!];
  return plainLocal.exec(address)?.slice(1);
};

const withoutScheme = (text: string): string => {
  const [, escaped] = mailto.exec(text) ?? [];
  if (escaped === undefined) return text;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
};

/** Comments nest (RFC 5322, section 3.2.2). `undefined` if one does not end. */
const withoutComments = (text: string): string | undefined => {
  if (!text.includes('(')) return text;
  let bare = '';
  let depth = 0;
  for (const [token] of text.matchAll(quotedOrComment)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0) bare += token;
    if (depth < 0) return undefined;
  }
  return depth === 0 ? bare : undefined;
};

const canonicalLocal = (local: string): string => {
  const tag = local.indexOf('+');
  return (tag > 0 ? local.slice(0, tag) : local).normalize('NFC').toLowerCase();
};

const canonicalHost = (domain: string): string | undefined => {
  if (!domain.startsWith('[')) return canonicalDomain(domain);
  const ip = canonicalIp(literal.exec(domain)?.[1] ?? '');
  return ip && `[${ip}]`;
};
