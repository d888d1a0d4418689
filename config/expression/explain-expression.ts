import type { TypeError as MisfitError, ParseError } from '@marcbachmann/cel-js';
import { closest } from '../closest.ts';
import { environmentOf, type Scope, variablesOf } from './environment.ts';
import { ExpressionError } from './expression-error.ts';

/** Says in our words what the library found wrong with an expression. */
export const explainExpression = (error: ParseError | MisfitError, text: string, scope: Scope): ExpressionError => {
  const explain = explanations[error.code] ?? (error.name === 'ParseError' ? unreadable : uncomputable);
  return explain({ summary: printable(error.summary), text, scope, start: error.range?.start });
};

interface Finding {
  readonly summary: string;
  readonly text: string;
  readonly scope: Scope;
  /** From 0. */
  readonly start: number | undefined;
}

type Explain = (finding: Finding) => ExpressionError;

const unreadable: Explain = ({ summary, text, start }) =>
  new ExpressionError(
    `can not be read as an expression: ${lowered(summary)}${start === undefined ? '' : `, at character ${start + 1} of ${JSON.stringify(shortened(text))}`}`,
    hints.find(([pattern]) => pattern.test(text))?.[1] ?? example,
  );

const example =
  'Expressions are written in CEL, such as: user.email, user.office == "Ghent", groups.exists(g, g.name == "Sales")';

/** What people know from elsewhere. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/\b(?:and|or|not)\b/, 'Write && for and, || for or, and ! for not.'],
  [/[^=!<>]=[^=]/, 'Write == to compare.'],
  [/\.\w*-|`/, 'A name with other characters than letters, digits and _ is written so: user["cost-center"]'],
  [/[‘’“”„«»]/, 'Write straight quotes: " or \'.'],
];

const uncomputable: Explain = ({ summary }) =>
  new ExpressionError(
    `can never be computed: ${lowered(summary)}`,
    'Both sides must be of one kind: string(…) makes texts of numbers, double(…) and int(…) make numbers of texts.',
  );

const unknownVariable: Explain = ({ summary, text, scope, start = 0 }) => {
  const name = summary.replace('Unknown variable: ', '');
  const what = `knows no ${name}`;
  if (name === 'group' || name === 'each')
    return new ExpressionError(what, `${name} is known in give and when of a rule that has ${name}.`);
  const [, before] = /(\w+)-$/.exec(text.slice(0, start)) ?? [];
  if (before !== undefined)
    return new ExpressionError(
      what,
      `Write user["${before}-${name}"] if that is the name, or "${name}" if it is text.`,
    );
  const meant = closest(name, variablesOf(scope));
  if (meant) return new ExpressionError(what, `Write ${meant}.`);
  return new ExpressionError(what, `Write it in quotes if it is text, "${name}", or user.${name} if users have it.`);
};

const unknownFunction: Explain = ({ summary, scope }) => {
  const [, kind, name = ''] = /'(?:(.+)\.)?(\w+)\(.*\)'$/.exec(summary) ?? [];
  const all = environmentOf(scope)
    .getDefinitions()
    .functions.map((each) => each.name);
  const known = [...new Set(all)].filter((each) => each !== null);
  if (known.includes(name))
    return uncomputable({ summary: `no ${name}() takes these values`, text: '', scope, start: undefined });
  const meant = closest(name, known) ?? known.find((each) => each.startsWith(name));
  return new ExpressionError(
    `calls ${kind === undefined ? '' : '.'}${name}(), which there is not`,
    meant ? `Write ${meant}(…).` : 'docs/sync-mapping.md has the functions that there are.',
  );
};

const noMember: Explain = () =>
  new ExpressionError(
    'asks for a member of something that has none',
    'Lists are asked so: groups[0].name, groups.size(), groups.exists(g, g.name == "Sales"). Texts so: user.email.size().',
  );

const explanations: Readonly<Record<string, Explain>> = {
  unknown_variable: unknownVariable,
  no_matching_overload: unknownFunction,
  cannot_index_type: noMember,
  invalid_index_type: noMember,
  limit_exceeded: () => new ExpressionError('is too large', 'Write several rules in its place.'),
  reserved_identifier: ({ summary }) =>
    new ExpressionError(
      `has ${summary.replace('Reserved identifier: ', '')}, a word that CEL keeps for itself`,
      'Write a condition as: user.active ? "yes" : "no"',
    ),
  invalid_macro_argument: ({ summary, text, scope, start }) =>
    /^has\(/.test(summary)
      ? new ExpressionError('asks has() for something that is no member', 'Write has(user.email).')
      : unreadable({ summary, text, scope, start }),
};

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

const printable = (text: string): string => shortened(text).replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '?');
