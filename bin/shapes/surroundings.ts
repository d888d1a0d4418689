import {
  addresses,
  ambiguous,
  credentials,
  generic,
  notPeople,
  otherAddresses,
  people,
  places,
} from './personal-words.ts';
import { endsWithOneOf, wordsOf } from './words-of.ts';

/** What an object is about, as far as its name and its properties tell. */
export type About = 'person' | 'thing' | 'address' | 'place' | 'credential' | 'unknown';

/** What a value stands in. */
export interface Surroundings {
  readonly about: About;
  /** The name of the object, or of the property that holds it. */
  readonly name: string;
}

const isGeneric = endsWithOneOf(generic);
const isPerson = endsWithOneOf(people);
const isNoPerson = endsWithOneOf(notPeople);
const isAmbiguous = endsWithOneOf(ambiguous);

const others: readonly (readonly [About, (words: readonly string[]) => boolean])[] = [
  ['address', endsWithOneOf(addresses)],
  ['place', endsWithOneOf(places)],
  ['credential', endsWithOneOf(credentials)],
];

const isOtherAddress = endsWithOneOf(otherAddresses);

/** Whether a name is one for people. */
export const namesPerson = (words: readonly string[]): boolean => isPerson(words) && !isNoPerson(words);

/** Whether a name may be one for people. */
export const mayNamePerson = (words: readonly string[]): boolean => namesPerson(words) || isAmbiguous(words);

/** The words of a name that say what it is, the last of them most. Empty if none does: `ItemList`. */
export const tellingWords = (name: string): readonly string[] => {
  const words = wordsOf(name);
  const last = words.findLastIndex((word) => !isGeneric([word]));
  return words.slice(0, last + 1);
};

/** Properties that only people have; and those that people have, and teams and companies too. */
const hasOnlyPeoples = endsWithOneOf(
  'first name | last name | given name | family name | surname | birth date | date of birth | gender',
);
const hasPeoples = endsWithOneOf('login | user name | user principal name | email | display name');

/**
 * What an object is about. Its own name decides if it says something, then what refers to it, and its properties.
 *
 * @param referrers names of the properties and path segments that lead to it
 * @example aboutOf('SimpleUser', [], ['id', 'login']) // 'person'
 */
export const aboutOf = (name: string, referrers: readonly string[], properties: readonly string[]): About => {
  const own = tellingWords(name);
  const told = about(own);
  if (told !== 'thing' && told !== 'unknown') return told;

  const inside = properties.map(wordsOf);
  if (inside.some(hasOnlyPeoples)) return 'person';
  const couldBePerson = told === 'unknown' || own.some((word) => isPerson([word]));
  if (couldBePerson && inside.some(hasPeoples)) return 'person';
  if (told === 'thing') return 'thing';

  const meanings = referrers.map((referrer) => about(tellingWords(referrer)));
  const strictest = meanings.find((each) => each !== 'thing' && each !== 'unknown');
  return strictest ?? (meanings.includes('thing') && own.length === 0 ? 'thing' : 'unknown');
};

const about = (words: readonly string[]): About => {
  if (words.length === 0 || isAmbiguous(words)) return 'unknown';
  if (namesPerson(words)) return 'person';
  if (isOtherAddress(words)) return 'thing';
  return others.find(([, holds]) => holds(words))?.[0] ?? 'thing';
};
