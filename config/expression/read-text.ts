import type { Scope } from './environment.ts';
import { compileExpression, type Expression } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Kind } from './kind.ts';
import { textParts } from './template-text.ts';

/** A text of a template: as it is, one expression alone, or several parts that are put together. */
export type TemplateText =
  | { readonly form: 'literal'; readonly text: string }
  | { readonly form: 'value'; readonly expression: Expression }
  | { readonly form: 'joined'; readonly parts: readonly (string | Expression)[] };

/**
 * Reads a text of a template.
 *
 * Throws ExpressionError: an expression in it can not be used, or is not in one although it looks so.
 */
export const readText = (text: string, scope: Scope): TemplateText => {
  const parts = textParts(text);
  const [first, ...others] = parts;
  if (others.length > 0) return { form: 'joined', parts: parts.map((part) => partOf(part, scope)) };
  if (typeof first !== 'string') return { form: 'value', expression: expressionOf(first!.expression, scope) };
  if (looksLikeExpression.test(text))
    throw new ExpressionError(
      'is a text that everybody would have',
      `Write \${${text}}, or \${"${text}"} if it is meant so.`,
    );
  return { form: 'literal', text: first };
};

/** Somebody forgot `${…}`. */
const looksLikeExpression = /^(?:user|group|groups|each)(?:\.\w+)+$/;

const expressionOf = (text: string, scope: Scope): Expression => {
  const expression = compileExpression(text, { scope });
  if (expression.kind === 'none')
    throw new ExpressionError('gives neither text, number, boolean, list nor map', 'Make text of it by string(…).');
  return expression;
};

const partOf = (part: ReturnType<typeof textParts>[number], scope: Scope): string | Expression => {
  if (typeof part === 'string') return part;
  const expression = expressionOf(part.expression, scope);
  const remedy = remedies[expression.kind];
  if (remedy) throw new ExpressionError(`puts a ${expression.kind} into a text`, remedy);
  return expression;
};

const remedies: Partial<Record<Kind, string>> = {
  list: 'Join it, as in ${user.offices.join(", ")}, or write the expression alone.',
  map: 'Write one of its members, or the expression alone.',
  null: 'Leave it out.',
};
