import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { ExpressionError } from './expression-error.ts';
import { childrenOf } from './syntax.ts';

/** No name that a person would call. */
const linearName = 'matches_in_linear_time';

const patterns = new Map<string, RE2JS>();

/**
 * The function that `matches` becomes. The library runs patterns by JavaScript's engine, whose time can grow without bounds with what
 * somebody wrote into his profile; CEL says RE2 (https://github.com/google/cel-spec/blob/master/doc/langdef.md#regular-expressions).
 */
export const registerLinearMatches = (environment: Environment): Environment =>
  environment.registerFunction(`string.${linearName}(string): bool`, (text: string, pattern: string) =>
    patterns.get(pattern)!.test(text),
  );

/**
 * Has every `matches` of an expression run by RE2. Before it is checked: the library remembers what it found.
 *
 * Throws ExpressionError for a pattern that is none, or that is not written out.
 */
export const useLinearMatches = (node: ASTNode): void => {
  if (node.op === 'rcall' && node.args[0] === 'matches' && node.args[2].length === 1) {
    compilePattern(node.args[2][0]!);
    node.args[0] = linearName;
  }
  for (const child of childrenOf(node)) useLinearMatches(child);
};

const compilePattern = (node: ASTNode): void => {
  if (node.op !== 'value' || typeof node.args !== 'string')
    throw new ExpressionError(
      'computes a pattern',
      'Write the pattern out, as in user.office.matches("^(Ghent|Liège)$").',
    );
  try {
    patterns.set(node.args, RE2JS.compile(node.args));
  } catch {
    throw new ExpressionError(
      'has a pattern that is not a regular expression of RE2',
      'RE2 has no look-around and no back-references: https://github.com/google/re2/wiki/Syntax',
    );
  }
};
