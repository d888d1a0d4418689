import type { Scope } from '../../expression/environment.ts';
import { ExpressionError } from '../../expression/expression-error.ts';
import { type Purpose, readExpression } from '../../expression/read-expression.ts';
import { readText } from '../../expression/read-text.ts';
import type { Report } from '../draft.ts';

type Path = readonly PropertyKey[];

/** Checks an expression that stands alone. What is no text is told elsewhere. */
export const checkExpression = (text: unknown, purpose: Purpose, scope: Scope, path: Path, report: Report): void => {
  if (typeof text === 'string') tell(() => readExpression(text, purpose, scope), path, report);
};

/** Checks every text of a template, and tells where in the file it stands. */
export const checkTemplate = (template: unknown, scope: Scope, path: Path, report: Report): void => {
  if (typeof template === 'string') tell(() => readText(template, scope), path, report);
  if (typeof template !== 'object' || template === null) return;
  const members: Iterable<[PropertyKey, unknown]> = Array.isArray(template)
    ? template.entries()
    : Object.entries(template);
  for (const [name, member] of members) checkTemplate(member, scope, [...path, name], report);
};

const tell = (read: () => unknown, path: Path, report: Report): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    report(path, error.message, error.remedy);
  }
};
