import type * as z from 'zod';
import { closest } from '../closest.ts';

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

/** What is wrong with a value. Without a remedy the example of the schema is the best one. */
export interface Sentence {
  readonly what: string;
  readonly remedy?: string | undefined;
  /** The key is meant, not its value. */
  readonly at?: 'key' | undefined;
}

/**
 * The sentence for one issue. `value` is what stands in the file, and `source` how it is written there if it is a scalar. No text is
 * ever repeated, since it might be a secret in the wrong place: only numbers and truth values are, to say how to write them.
 */
export const issueSentence = (issue: Issue, value: unknown, source: string | undefined): Sentence => {
  if (issue.code === 'custom')
    return { what: issue.message.replace(/\.$/, ''), remedy: issue.params?.remedy, at: issue.params?.at };
  if (issue.message) return { ...zodSentence(issue, value, source), what: issue.message.replace(/\.$/, '') };
  return zodSentence(issue, value, source);
};

const zodSentence = (issue: Issue, value: unknown, source: string | undefined): Sentence => {
  switch (issue.code) {
    case 'invalid_type':
      return typeSentence([issue.expected], value, source);
    case 'invalid_value':
      return choiceSentence('is none of the values that may stand here', value, issue.values.map(String));
    case 'invalid_union':
      return unionSentence(issue, value, source);
    case 'too_small':
      return { what: limitSentence(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least') };
    case 'too_big':
      return { what: limitSentence(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most') };
    case 'not_multiple_of':
      return { what: `must be a multiple of ${issue.divisor}` };
    default:
      return { what: 'is not in the right form' };
  }
};

/** Says which words may stand here, the one that was probably meant first. */
const choice = (typed: unknown, words: readonly string[]): string => {
  const meant = typeof typed === 'string' ? closest(typed, words) : undefined;
  const all = words.length === 1 ? `Write ${words[0]}.` : `Write one of: ${words.join(', ')}.`;
  return meant && words.length > 1 ? `Did you mean ${meant}? ${all}` : all;
};

const choiceSentence = (what: string, value: unknown, words: readonly string[]): Sentence => {
  // The values may be numbers; this is the text of one.
  if (typeof value === 'string' && words.includes(value))
    return { what: 'must be a number, not text', remedy: `Write ${value}, without quotes.` };
  return { what, remedy: choice(value, words) };
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  null: 'null',
};

const typeSentence = (expected: readonly string[], value: unknown, source: string | undefined): Sentence => {
  if (value === null) return { what: 'has no value' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { what: 'must be a finite number' };
  if (typeof value === 'number' && expected.includes('int')) return { what: 'must be a whole number' };
  const names = [...new Set(expected.map((type) => typeNames[type] ?? type))];
  const what = `must be ${names.join(' or ')}, not ${typeNames[kind(value)]}`;
  if (!expected.includes('string') || source === undefined) return { what };
  const because = typeof value === 'number' ? ' (as a number it loses leading zeros and late digits)' : '';
  return { what: `${what}${because}`, remedy: `Put it in quotes: write "${source}".` };
};

const kind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** No branch fits, not even in kind; or the key that tells the branches apart names none of them. */
const unionSentence = (issue: UnionIssue, value: unknown, source: string | undefined): Sentence => {
  const { discriminator, errors } = issue;
  if (discriminator === undefined) return typeSentence(errors.flat().flatMap(expectedType), value, source);
  const words = 'options' in issue ? (issue.options ?? []) : [];
  return choiceSentence(`is not a ${discriminator} that is known here`, value, words.map(String));
};

const expectedType = (issue: Issue): readonly string[] =>
  issue.code === 'invalid_type' && issue.path.length === 0 ? [issue.expected] : [];

const limitSentence = (origin: string, limit: number | bigint, relation: string): string => {
  if (limit === 1 && relation === 'at least' && origin !== 'number' && origin !== 'int') return 'must not be empty';
  const unit: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };
  return unit[origin] ? `must have ${relation} ${limit}${unit[origin]}` : `must be ${relation} ${limit}`;
};
