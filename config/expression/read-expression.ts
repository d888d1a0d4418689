import type { Scope } from './environment.ts';
import { compileExpression, type Expression } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Kind } from './kind.ts';

/** What an expression that stands alone is for. */
export type Purpose = 'key' | 'when' | 'each';

/**
 * Reads an expression that stands alone, without `${…}`.
 *
 * Throws ExpressionError: it can not be read, or gives what it is not for.
 */
export const readExpression = (text: string, purpose: Purpose, scope: Scope = 'user'): Expression => {
  const [, inner] = /^\s*\$\{(.*)\}\s*$/s.exec(text) ?? [];
  if (inner !== undefined) throw new ExpressionError('is an expression without ${ and }', `Write ${inner.trim()}.`);
  const expression = compileExpression(text, { scope, isCondition: purpose === 'when' });
  const { kinds, message, remedy } = purposes[purpose];
  if (!kinds.includes(expression.kind)) throw new ExpressionError(message, remedy);
  return expression;
};

interface Wanted {
  readonly kinds: readonly Kind[];
  readonly message: string;
  readonly remedy: string;
}

const purposes: Readonly<Record<Purpose, Wanted>> = {
  key: {
    kinds: ['any', 'number', 'text'],
    message: 'gives no text',
    remedy: 'Write what the destination knows a user by, such as user.email.',
  },
  when: {
    kinds: ['any', 'boolean'],
    message: 'is neither true nor false',
    remedy: 'Write a condition, such as user.office == "Ghent".',
  },
  each: { kinds: ['any', 'list'], message: 'gives no list', remedy: 'Write a list, such as user.costCenters.' },
};
