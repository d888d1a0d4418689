import { table } from '../terminal/table.ts';
import type { Diagnosis } from './diagnosis.ts';

const columns = [{ title: 'source' }, { title: 'what' }, { title: 'is' }, { title: 'found' }];

/** What was found, for people: a table, and what to do about each line that says so. */
export const diagnosisText = ({ gateway, where, lines }: Diagnosis): string => {
  const rows = lines.flatMap(({ source, what, state, found }) => {
    // Who is trusted is a list.
    const [first = '', ...more] = found.split('; ');
    return [[source ?? '(gateway)', what, state, first], ...more.map((each) => ['', '', '', each])];
  });
  const todos = lines
    .filter(({ todo }) => todo !== undefined)
    .map(({ source, what, todo }) => `  ${source ?? '(gateway)'}, ${what}: ${todo}.`);
  return [
    `Gateway ${gateway} ${where}:`,
    '',
    table(columns, rows),
    '',
    ...(todos.length > 0 ? ['To do:', '', ...todos, ''] : []),
    summary(lines.map(({ state }) => state)),
  ].join('\n');
};

const summary = (states: readonly string[]): string => {
  const of = (state: string): number => states.filter((each) => each === state).length;
  const unknown = of('not known');
  const rest = unknown > 0 ? `; ${unknown} could not be looked at` : '';
  return of('failed') === 0 ? `Nothing fails${rest}.` : `${of('failed')} of ${states.length} lines fail${rest}.`;
};
