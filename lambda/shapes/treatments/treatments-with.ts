import type { Shape, Treatment } from '../../../config/shapes/shape.ts';
import type { Keys } from '../../keys/gateway-keys.ts';
import { addressList } from './address-list.ts';
import { canonicalEmail } from './canonical-email.ts';
import { canonicalIp } from './canonical-ip.ts';
import { domainOf } from './domain-of.ts';
import { keyedHash } from './keyed-hash.ts';
import { knownFinder, knownPatterns } from './known-patterns.ts';
import { lengthOf } from './length-of.ts';
import type { Patterns } from './patterns.ts';
import { pseudonymHead } from './pseudonym-text.ts';
import { redactWith } from './redact.ts';
import { remember } from './remember.ts';
import { sealValue } from './reversible-pseudonym.ts';
import type { Treat, Treatments } from './treatments.ts';

/** What treatments work with beside the keys. */
export interface TreatmentsOptions {
  /** @default - shapes with `patterns` can not be treated */
  readonly patterns?: Patterns | undefined;
  /** Milliseconds from any point in time, to end a redaction that takes too long. */
  readonly now?: (() => number) | undefined;
}

/**
 * All treatments, with the gateway's key. What they remember is shared by all shapes.
 *
 * @example treatmentsWith(keys).treatOf({ type: 'string', treatment: 'pseudonym' })?.('Ada@Example.com', 'string') // 'sp1h.Kq3x.…'
 */
export const treatmentsWith = (
  keys: Keys,
  { patterns, now = () => performance.now() }: TreatmentsOptions = {},
): Treatments => {
  const nothing: Treat = () => undefined;
  const fixed: Readonly<Record<Exclude<Treatment, 'redact'>, Treat | undefined>> = {
    keep: undefined,
    drop: nothing,
    pseudonym: pseudonymsWith(keys),
    'pseudonym-reversible': reversiblePseudonymsWith(keys),
    'hash-ip': addressesWith(keys),
    domain: textOnly(remember(domainOf)),
    length: lengthOf,
  };
  return {
    treatOf: (shape) => {
      const { treatment = 'keep' } = shape;
      return treatment === 'redact' ? redactionOf(shape, patterns, now) : fixed[treatment];
    },
  };
};

/** A treatment that a number has nothing for. */
const textOnly =
  (treat: (text: string) => string | undefined): Treat =>
  (text, kind) =>
    kind === 'string' ? treat(text) : undefined;

/**
 * Text without anything in it has no pseudonym: those who have no address are not one person. A list of addresses has the pseudonyms of
 * each, so that everyone who got a mail is found.
 */
const pseudonymsWith = ({ current }: Keys): Treat => {
  const ofEmail = keyedHash(current.pseudonym, 'email\n');
  const ofText = keyedHash(current.pseudonym, 'text\n');
  const head = pseudonymHead('h', current.id);
  return remember((text) => {
    // First, because a name before an address may be anything: others' addresses too.
    const emails = addressList(text);
    if (emails) return emails.map((each) => head + ofEmail(each)).join(', ');
    const email = canonicalEmail(text);
    if (email !== undefined) return head + ofEmail(email);
    const name = canonicalText(text);
    return name && head + ofText(name);
  });
};

/** Printable ASCII without blanks around it needs no work. */
const plainText = /^[!-~](?:[ -~]*[!-~])?$/;

/** Google calls the user 118… of its directory users/118… in Chat and Meet. */
const resourceName = /^users\/(?=\d+$)/;

const canonicalText = (text: string): string =>
  (plainText.test(text) ? text : text.normalize('NFC').trim()).replace(resourceName, '');

const addressesWith = ({ current }: Keys): Treat => {
  const hash = keyedHash(current.ip, 'ip\n');
  const head = pseudonymHead('i', current.id);
  const treat = remember((text) => {
    const address = canonicalIp(text);
    return address && head + hash(address);
  });
  return textOnly(treat);
};

/** Text that is not Unicode would not come back as it was. */
const reversiblePseudonymsWith = (keys: Keys): Treat => {
  const sealing = (kind: 'string' | 'number') =>
    remember((text) => (text.isWellFormed() ? text && sealValue({ text, kind }, keys) : undefined));
  const seal = { string: sealing('string'), number: sealing('number') };
  return (text, kind) => seal[kind](text);
};

const redactionOf = (shape: Shape, patterns: Patterns | undefined, now: () => number): Treat => {
  const { patterns: own = [], known = own.length === 0 ? knownPatterns : [] } = shape;
  if (own.length > 0 && !patterns) throw new RangeError('a shape has patterns, but nothing that finds them was given');
  return redactWith([...known.map(knownFinder), ...own.map((pattern) => patterns!.finder(pattern))], now);
};
