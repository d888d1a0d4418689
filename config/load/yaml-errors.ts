import type { ErrorCode, YAMLError } from 'yaml';
import type { Problem } from '../config-error.ts';
import type { ProblemAt } from './config-document.ts';

/** What is wrong, and what to write instead, for what the YAML parser finds. */
const sentences: Partial<Record<ErrorCode, readonly [what: string, remedy: string]>> = {
  BAD_ALIAS: ['a value that begins with "*" is an alias in YAML', 'Put the value in quotes, such as "*/5 * * * *".'],
  BAD_DQ_ESCAPE: [
    'this backslash begins no escape that YAML knows',
    'Write \\\\ for a backslash, or use single quotes, in which it has no meaning.',
  ],
  BAD_INDENT: [
    'the indentation does not fit, or a bracket or brace before this is not closed',
    'Begin all keys of one map in the same column, and close every bracket and brace.',
  ],
  BAD_SCALAR_START: ['a value can not begin with this character', 'Put the value in quotes.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a value holds a colon and a space, or is a map that begins on the line of its key',
    'Put the value in quotes, or begin the map on a line of its own.',
  ],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters', 'Close the quote or bracket that the key begins with.'],
  MISSING_CHAR: [
    'a colon, comma, quote, bracket or brace is missing here or before',
    'Write "key: value", and close every quote, bracket and brace.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'this line has no "key: value", or its key spreads over several lines',
    'Write each key on one line, with a colon and a space behind it, in the column of its neighbours.',
  ],
  MULTIPLE_DOCS: [
    'a second document begins here',
    'Keep one in this file, and remove the line --- or ... between them.',
  ],
  NON_STRING_KEY: ['a key must be a word', 'Write "key: value".'],
  RESOURCE_EXHAUSTION: ['maps or lists are nested too deeply', 'Close the brackets or braces that are open.'],
  TAB_AS_INDENT: ['a tab stands where only spaces may', 'Indent with spaces.'],
};

const otherwise = ['this is not YAML', 'Write "key: value", one a line, indented with spaces.'] as const;

/** The problems that keep a text from being YAML, the first of each line: what comes after it is mostly its echo. */
export const yamlErrors = (errors: readonly YAMLError[], problemAt: ProblemAt): readonly Problem[] => {
  const deep = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const lines = new Map<number, Problem>();
  for (const { code, pos } of deep ? [deep] : errors) {
    const problem = problemAt(pos[0], ...(sentences[code] ?? otherwise));
    if (!lines.has(problem.line)) lines.set(problem.line, problem);
  }
  return [...lines.values()];
};
