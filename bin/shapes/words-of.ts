/** Words that are often written as one, and what they are. */
const compounds: Readonly<Record<string, string>> = {
  accesstoken: 'access token',
  apikey: 'api key',
  avatarurl: 'avatar url',
  bankaccount: 'bank account',
  birthdate: 'birth date',
  birthday: 'birth date',
  createdby: 'created by',
  dateofbirth: 'birth date',
  displayname: 'display name',
  dob: 'birth date',
  emailaddress: 'email address',
  employeeid: 'employee id',
  familyname: 'family name',
  firstname: 'first name',
  forename: 'first name',
  fullname: 'full name',
  geolocation: 'geo location',
  givenname: 'given name',
  ipaddress: 'ip address',
  ipv: 'ip',
  jobtitle: 'job title',
  lastname: 'last name',
  loginname: 'login name',
  macaddress: 'mac address',
  middlename: 'middle name',
  modifiedby: 'modified by',
  nickname: 'nick name',
  oauth: 'oauth',
  phonenumber: 'phone number',
  postalcode: 'postal code',
  postcode: 'postal code',
  screenname: 'screen name',
  streetaddress: 'street address',
  telephone: 'phone',
  telephonenumber: 'phone number',
  updatedby: 'updated by',
  useragent: 'user agent',
  userid: 'user id',
  username: 'user name',
  zipcode: 'zip code',
};

/** Words whose ends look like a plural. */
const noPlurals = new Set([
  'address',
  'alias',
  'analysis',
  'basis',
  'bonus',
  'gps',
  'ids',
  'news',
  'sms',
  'status',
  'tls',
]);

const irregular = new Map([
  ['addresses', 'address'],
  ['aliases', 'alias'],
  ['ids', 'id'],
  ['people', 'person'],
]);

/**
 * One thing of it: the plural's `s` away.
 *
 * @example singular('addresses') // 'address'
 */
export const singular = (word: string): string => {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (noPlurals.has(word) || !/[a-z]{2}s$/.test(word) || /(ss|us|is)$/.test(word)) return word;
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
};

/**
 * The words of a name, in lower case and singular: a name is split where letters turn from lower to upper case, and at everything
 * that is no letter. Digits are left out.
 *
 * @example wordsOf('workEmailAddresses') // ['work', 'email', 'address']
 */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    // `IPAddress`, but not `IDs`.
    .replace(/(\p{Lu})(\p{Lu}(?!s(?!\p{L}))\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .flatMap((word) => compoundOf(word).split(' '))
    .map(singular);

const compoundOf = (word: string): string => {
  if (Object.hasOwn(compounds, word)) return compounds[word]!;
  const one = singular(word);
  return Object.hasOwn(compounds, one) ? compounds[one]! : word;
};

type Test = (words: readonly string[]) => boolean;

/** A test for words that are one of some phrases, as a whole. */
export const isOneOf = (list: string): Test => {
  const known = new Set(phrasesOf(list));
  return (words) => known.has(words.join(' '));
};

/**
 * A test for words that end with one of some phrases. The list is written for people to read: `email | e mail | user principal name`.
 *
 * @example endsWithOneOf('email | e mail')(['work', 'email']) // true
 */
export const endsWithOneOf = (list: string): Test => {
  const known = new Set(phrasesOf(list));
  const longest = Math.max(0, ...[...known].map((phrase) => phrase.split(' ').length));
  return (words) => {
    for (let length = Math.min(longest, words.length); length > 0; length--) {
      if (known.has(words.slice(-length).join(' '))) return true;
    }
    return false;
  };
};

const phrasesOf = (list: string): readonly string[] =>
  list
    .split('|')
    .map((phrase) => phrase.trim().split(/\s+/).join(' '))
    .filter((phrase) => phrase !== '');
