import { expect, test } from 'vitest';
import { ConfigError, type Problem } from '../../config/config-error.ts';
import { parseConfig } from '../../config/load.ts';
import { forms } from './forms.ts';

/** The problems that a text has as a configuration; none if it is right. Any other error than a ConfigError passes through. */
export const problemsOf = (text: string): readonly Problem[] => {
  try {
    parseConfig(text, 'sallyport.yaml', forms);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

/** A problem as one line, without the file's name. */
export const printed = ({ line, column, path, what, remedy }: Problem): string =>
  `${line}:${column} ${path}: ${what} | ${remedy}`;

/** A text with one part replaced, which must be there. */
export const change = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new RangeError(`the text has no ${from}`);
  return text.replace(from, () => to);
};

/** One change of a configuration that was right, and all the problems it has then. */
export type Row = readonly [title: string, from: string, to: string, ...problems: string[]];

/** One test for each row. A row without problems is a change that is right too. */
export const testChanges = (text: string, rows: readonly Row[]): void => {
  test.each(rows)('%s', (...[, from, to, ...problems]: Row) => {
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(change(text, from, to)).map(printed)).toEqual(problems);
  });
};
