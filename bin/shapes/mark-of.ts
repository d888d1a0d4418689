import type { JsonType, Treatment } from '../../config/shapes/shape.ts';
import type { Asked } from './asked-by.ts';
import { type Rule, rules } from './personal-rules.ts';
import { freeMaps, ids, links, pageLinks, spellings } from './personal-words.ts';
import { namesPerson, type Surroundings, tellingWords } from './surroundings.ts';
import { endsWithOneOf, isOneOf, singular, wordsOf } from './words-of.ts';

/** A scalar of an answer. */
export interface Field {
  readonly name: string;
  readonly types: readonly JsonType[];
  /** As the document says it, ours or not. */
  readonly format?: string | undefined;
  /** It is one of a list of values that the document names. */
  readonly isClosed?: boolean;
  /** It is an item of a list, or a value of a map, that has the name. */
  readonly within?: 'list' | 'map' | undefined;
}

/** What to do with a scalar, and why. */
export interface Mark {
  readonly treatment: Treatment;
  readonly why: string;
}

const drop = (why: string): Mark => ({ treatment: 'drop', why });

/**
 * What to do with a scalar that looks personal; `undefined` if it does not. A guess by its name: someone must read what it gives.
 *
 * @example markOf({ name: 'email', types: ['string'] }, { about: 'person', name: 'user' }, {}) // { treatment: 'pseudonym', why: 'an e-mail address' }
 */
export const markOf = (field: Field, around: Surroundings, asked: Asked): Mark | undefined => {
  const isText = field.types.includes('string');
  const isNumber = field.types.includes('integer') || field.types.includes('number');
  if (!isText && !isNumber) return undefined;
  const words = nameOf(field, around);
  if (!isText && isCount(field)) return undefined;
  return (
    (isText ? markByFormat.get(field.format ?? '') : undefined) ??
    markByRule(field, words, around, asked) ??
    markOfPerson(field, words, asked) ??
    markOfLink(field, words, around, asked) ??
    markInMap(field, words)
  );
};

const email: Mark = { treatment: 'pseudonym', why: 'an e-mail address' };
const ip: Mark = { treatment: 'hash-ip', why: 'an IP address' };

const markByFormat = new Map([
  ['password', drop('a secret')],
  ['email', email],
  ['idn-email', email],
  ['ipv4', ip],
  ['ipv6', ip],
]);

/** The words that say what it is: those of what holds it, if its own name says nothing (`value` of `emails`). */
const nameOf = ({ name }: Field, around: Surroundings): readonly string[] => {
  const words = wordsOf(name);
  const telling = tellingWords(name);
  if (telling.length === 0) return [...tellingWords(around.name), ...words];
  return words;
};

/** `followers: 12` counts them. */
const isCount = ({ name, within }: Field): boolean => {
  const last = name.match(/\p{L}+$/u)?.[0].toLowerCase() ?? '';
  return within === undefined && (/(count|total|size|length)$/.test(last) || singular(last) !== last);
};

const matchers = new Map(
  rules.map((rule) => [
    rule,
    {
      holds: rule.whole ? isOneOf(rule.phrases) : endsWithOneOf(rule.phrases),
      fails: endsWithOneOf(rule.except ?? ''),
    },
  ]),
);

const isTime = (format: string | undefined): boolean => /^(date-time|date|time|duration)$/.test(format ?? '');

const markByRule = (field: Field, words: readonly string[], around: Surroundings, asked: Asked): Mark | undefined => {
  const bare = withoutSpelling(words);
  const rule = rules.find((each) => {
    const { holds, fails } = matchers.get(each)!;
    return applies(each, field, around) && (holds(words) || holds(bare)) && !fails(words) && !fails(bare);
  });
  return (
    rule && {
      treatment: treatmentOf(rule.treatment, rule.reversible, asked),
      why: reasonOf(rule.why, rule.reversible, asked),
    }
  );
};

const applies = (rule: Rule, { types, format, isClosed }: Field, { about }: Surroundings): boolean => {
  if (rule.only === 'text' && !types.includes('string')) return false;
  if (rule.where === 'person' && about !== 'person') return false;
  if (rule.where === 'not-thing' && about === 'thing') return false;
  return rule.always === true || !(isClosed || isTime(format));
};

const isSpelling = endsWithOneOf(spellings);

const withoutSpelling = (words: readonly string[]): readonly string[] => {
  const last = words.findLastIndex((word) => !isSpelling([word]));
  return words.slice(0, last + 1);
};

const isId = endsWithOneOf(ids);

/** `assignee`, `assignee_id`, `assigneeName`, and `created_by_id`. */
const markOfPerson = (field: Field, words: readonly string[], asked: Asked): Mark | undefined => {
  if (field.isClosed || isTime(field.format) || isUri(field)) return undefined;
  const whose = words.slice(0, -1);
  if (namesPerson(words)) return pseudonymOf('the name or the id of a person', 'either', asked);
  if (isId(words) && (namesPerson(whose) || whose.at(-1) === 'by'))
    return pseudonymOf('the id of a person', 'id', asked);
  if (words.at(-1) === 'name' && namesPerson(whose)) return { treatment: 'pseudonym', why: 'the name of a person' };
  return undefined;
};

const pseudonymOf = (why: string, kind: NonNullable<Rule['reversible']>, asked: Asked): Mark => ({
  treatment: treatmentOf('pseudonym', kind, asked),
  why: reasonOf(why, kind, asked),
});

const endpointOf = (kind: Rule['reversible'], asked: Asked): string | undefined => {
  if (kind === undefined) return undefined;
  return kind === 'either' ? (asked.id ?? asked.login) : asked[kind];
};

const treatmentOf = (treatment: Treatment, kind: Rule['reversible'], asked: Asked): Treatment =>
  endpointOf(kind, asked) === undefined ? treatment : 'pseudonym-reversible';

const reasonOf = (why: string, kind: Rule['reversible'], asked: Asked): string => {
  const endpoint = endpointOf(kind, asked);
  return endpoint === undefined ? why : `${why}; ${endpoint} asks by it`;
};

const isLink = endsWithOneOf(links);
const isPageLink = endsWithOneOf(pageLinks);

const isUri = ({ format }: Field): boolean => /^(uri|iri|url)/.test(format ?? '');

const markOfLink = (
  field: Field,
  words: readonly string[],
  { about }: Surroundings,
  asked: Asked,
): Mark | undefined => {
  if (!field.types.includes('string') || field.isClosed || !(isUri(field) || isLink(words))) return undefined;
  if (isPageLink(words)) return undefined;
  if (about === 'person') return drop('a link to a person');
  if (words.some((_, index) => namesPerson(words.slice(0, index + 1)))) return drop('a link to a person');
  return asked.readable === undefined
    ? undefined
    : drop(`a link, and links have names of people in them (${asked.readable})`);
};

const isFreeMap = endsWithOneOf(freeMaps);

const markInMap = (field: Field, words: readonly string[]): Mark | undefined =>
  field.within === 'map' &&
  field.types.includes('string') &&
  !field.isClosed &&
  !isTime(field.format) &&
  isFreeMap(words)
    ? { treatment: 'length', why: 'free text: people put in what they like' }
    : undefined;
