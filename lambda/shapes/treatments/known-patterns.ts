import type { KnownPattern } from '../../../config/shapes/shape.ts';
import type { Finder } from './patterns.ts';

/**
 * Each begins where the character before can not belong to it, and no part can be matched in two ways: so the search takes time
 * linear in the text, in JavaScript's own engine, which is faster than RE2. They rather find too much than too little.
 * What the group `not` matches is something else that looks like it.
 */
const expressions: Readonly<Record<KnownPattern, RegExp>> = {
  /** Letters of all scripts, since addresses may have them (RFC 6531). */
  email: /(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-])[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  /** 7 to 15 digits (E.164) with blanks, dots, hyphens, slashes and parentheses between them. Dates are passed over. */
  phone:
    /(?<!\p{Nd})(?:(?<not>\d{4}[-./]\d{2}[-./]\d{2}(?!\d)|\d{1,2}[-./]\d{1,2}[-./]\d{4}(?!\d))|\+?\(?\p{Nd}(?:[ ().\-/\u00a0]{0,2}\p{Nd}){6,14}(?!\p{Nd}))/gu,
  /** Four numbers; or groups with more colons than a time of day has. */
  ip: /(?<!\d)(?<!\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\d)|(?<!\w)[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,60}/g,
  url: /(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>"]+/gi,
  /** Two letters, two digits, 11 to 30 more: in one piece, or in groups of four as they are printed. */
  iban: /(?<![A-Za-z0-9])(?:[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}(?![A-Za-z0-9])|[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?(?![A-Za-z0-9]))/g,
  /** 13 to 19 digits (ISO/IEC 7812-1) with blanks or hyphens between them. */
  card: /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g,
};

/** What must be in a text for a kind to be in it: most text has none of these, and is done with that. */
const signs: Readonly<Record<KnownPattern, RegExp>> = {
  email: /@/,
  phone: /\p{Nd}/u,
  ip: /\d\.\d|:/,
  url: /:\/\/|www\./i,
  iban: /\d/,
  card: /\d/,
};

/** All kinds of text that `redact` knows. */
export const knownPatterns = Object.keys(expressions) as readonly KnownPattern[];

/**
 * Finds one kind of text.
 *
 * @example [...knownFinder('ip')('from 192.0.2.1 at 12:30:00')] // [[5, 14]]
 */
export const knownFinder = (kind: KnownPattern): Finder =>
  function* (text) {
    if (!signs[kind].test(text)) return;
    for (const { 0: match, index, groups } of text.matchAll(expressions[kind])) {
      if (groups?.['not'] === undefined && (kind !== 'ip' || isAddress(match))) yield [index, index + match.length];
    }
  };

const isAddress = (match: string): boolean => !match.includes(':') || /::|:[^:]*:[^:]*:/.test(match);
