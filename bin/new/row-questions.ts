import type { YamlValue } from '../shapes/yaml-text.ts';
import type { Question } from '../terminal/interview.ts';

/** A question of a connector: the key that it is asked for says the rest. */
export type Asked = Omit<Question, 'name' | 'option'>;

/** A question that needs an answer, whatever it is unless `more` has a check of its own. */
export const question = (about: string, example: string, more: Partial<Asked> = {}): Asked => ({
  about,
  example,
  check: (answer) => (answer === '' ? 'is needed' : undefined),
  ...more,
});

/** What a row of a table becomes. */
export const rowQuestions = {
  type: question('What a row is, in a word.', 'employee', { initial: 'person' }),
  id: question('The column with an id that stays.', 'id', { initial: 'id' }),
  title: question('The column with the name to show.', 'name', { initial: 'name' }),
};

/** The entity of a row, from the answers to `rowQuestions`. */
export const entityOf = ({ type, id, title }: Readonly<Record<string, string>>): YamlValue => ({
  type: type!,
  id: id!,
  name: title!,
});
