/** One attribute of an RDN, as text. A value that is written in hexadecimal (`#04…`) stays so, with its `#`. */
export interface DnPart {
  readonly type: string;
  readonly value: string;
  /** Whether the value is written in hexadecimal. */
  readonly isHex: boolean;
}

/** A distinguished name: its RDNs, the entry's own first; more than one part in those with a `+`. */
export type Dn = readonly (readonly DnPart[])[];

/**
 * Reads a DN as RFC 4514 writes it.
 *
 * @returns `undefined` for what is none
 * @example parseDn('cn=Lee\\, Ada+uid=ada,dc=example') // [[cn, uid], [dc]]
 */
export const parseDn = (text: string): Dn | undefined => {
  if (text.trim() === '') return [];
  const rdns: DnPart[][] = [[]];
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (!found) return undefined;
    const [whole, type, raw, end] = found as unknown as [string, string, string, string];
    const value = readValue(raw);
    if (value === undefined) return undefined;
    rdns.at(-1)!.push({ type, ...value });
    at += whole.length;
    if (end === '') return at === text.length ? rdns : undefined;
    if (end === ',') rdns.push([]);
  }
};

const part =
  / *([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+) *=((?:\\(?:[0-9A-Fa-f]{2}|[ "#+,;<=>\\])|[^"+,;<>\\\0])*)(\+|,|$)/y;

const readValue = (raw: string): Omit<DnPart, 'type'> | undefined => {
  // A space that is escaped is one token with its backslash, and stays.
  const trimmed = /^ *((?:\\.|[^\\])*?) *$/s.exec(raw)?.[1] ?? '';
  if (!trimmed.startsWith('#')) return { value: withoutEscapes(trimmed), isHex: false };
  return /^#(?:[0-9A-Fa-f]{2})+$/.test(trimmed) ? { value: trimmed.toLowerCase(), isHex: true } : undefined;
};

// Bytes that follow each other are one text in UTF-8.
const withoutEscapes = (text: string): string =>
  text.includes('\\')
    ? text.replaceAll(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/g, (_, bytes: string | undefined, character: string) =>
        bytes === undefined ? character : Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'),
      )
    : text;

/**
 * Writes a value so that it is one value in a DN, whatever it holds (RFC 4514, section 2.4).
 *
 * @example escapeDnValue('Lee, Ada') // 'Lee\\, Ada'
 */
export const escapeDnValue = (value: string): string =>
  value
    .replaceAll(/["+,;<>=\\]/g, '\\$&')
    .replaceAll(/[\0\n\r]/g, (control) => `\\0${control.charCodeAt(0).toString(16)}`)
    .replace(/^[ #]/, '\\$&')
    .replace(/^ $|(?<!^\\) $/, '\\ ');

/** Writes a DN. */
export const dnText = (dn: Dn): string =>
  dn.map((rdn) => rdn.map((each) => `${each.type}=${textOf(each)}`).join('+')).join(',');

const textOf = ({ value, isHex }: DnPart): string => (isHex ? value : escapeDnValue(value));

const plainValue = String.raw`[!$-*./0-:?@A-Z[\]^_\`a-z{|}~-]+`;
const plainRdn = `[A-Za-z][A-Za-z0-9-]*=${plainValue}(?: ${plainValue})*`;
// Most DNs of a server are written so already, but for the case of letters; reading the others takes eight times as long.
const plain = new RegExp(`^${plainRdn}(?:,${plainRdn})*$`);

/**
 * One text for all ways to write a DN: names and values without regard to case and to spaces that do not count, as nearly all attributes of a
 * DN are compared (caseIgnoreMatch, RFC 4518).
 *
 * @returns `undefined` for what is no DN
 */
export const dnKey = (text: string): string | undefined => {
  if (plain.test(text)) return text.toLowerCase();
  const dn = parseDn(text);
  return dn && keyOf(dn);
};

/** The same of a DN that was read. */
export const keyOf = (dn: Dn): string =>
  dn
    .map((rdn) =>
      rdn
        .map((each) => `${each.type.toLowerCase()}=${each.isHex ? each.value : escapeDnValue(fold(each.value))}`)
        .sort()
        .join('+'),
    )
    .join(',');

const fold = (value: string): string => value.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ');

/** Whether a DN is that of a base, or of an entry below it. */
export const isWithin = (dn: Dn, base: Dn): boolean =>
  dn.length >= base.length && keyOf(dn.slice(dn.length - base.length)) === keyOf(base);
