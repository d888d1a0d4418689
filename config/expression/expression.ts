import {
  EvaluationError,
  type TypeError as MisfitError,
  type ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { environmentOf, type Scope, type Variables } from './environment.ts';
import { explainExpression } from './explain-expression.ts';
import { type Kind, kindOf } from './kind.ts';
import { useLinearMatches } from './linear-matches.ts';
import { neededPaths } from './needed-paths.ts';
import { pathOf } from './syntax.ts';
import { type UsedNames, usedNames } from './used-names.ts';

/** An expression (CEL) that was read and checked. */
export interface Expression {
  readonly kind: Kind;
  /** What it looks at. */
  readonly uses: UsedNames;
  /**
   * @returns a value of CEL (whole numbers that it computed are bigint, times are Date); `undefined` if it is about something that there is
   * not. Throws an Error, which may hold values, if it can not be computed.
   */
  evaluate(variables: Variables): unknown;
}

/** What an expression may be about, and what for. */
export interface ExpressionOptions {
  readonly scope: Scope;
  /** Whether nothing is as good as false. @default false */
  readonly isCondition?: boolean;
}

/**
 * Reads an expression once, to be evaluated many times.
 *
 * Throws ExpressionError: it can not be read, or its types do not fit.
 *
 * @example compileExpression('user.office == "Ghent"', { scope: 'user' }).evaluate({ user: { office: 'Ghent' }, groups: [] }) // true
 */
export const compileExpression = (text: string, { scope, isCondition = false }: ExpressionOptions): Expression => {
  const { parsed, type } = read(text, scope);
  const needed = neededPaths(parsed.ast, isCondition);
  const isPath = pathOf(parsed.ast) !== undefined;
  const kind = kindOf(type);
  return {
    kind,
    uses: usedNames(parsed.ast, kind),
    evaluate(variables) {
      for (const path of needed) {
        const value = lookUp(path, variables);
        if (value === undefined) return undefined;
        if (isPath) return value;
      }
      return computed(parsed, variables);
    },
  };
};

const read = (text: string, scope: Scope): { readonly parsed: ParseResult; readonly type: string } => {
  const parsed = parse(text, scope);
  useLinearMatches(parsed.ast);
  const { valid, type, error } = parsed.check();
  if (!valid) throw explainExpression(error!, text, scope);
  return { parsed, type: type! };
};

const parse = (text: string, scope: Scope): ParseResult => {
  try {
    return environmentOf(scope).parse(text);
  } catch (error) {
    throw explainExpression(error as ParseError | MisfitError, text, scope);
  }
};

const lookUp = (path: readonly string[], variables: Variables): unknown => {
  let value: unknown = variables[path[0] as keyof Variables];
  for (let index = 1; index < path.length; index++) {
    const name = path[index]!;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
};

/** What a user does not have is no failure. */
const absences: ReadonlySet<string> = new Set(['no_such_key', 'index_out_of_bounds', 'optional_value_missing']);

const computed = (parsed: ParseResult, variables: Variables): unknown => {
  try {
    return parsed(variables);
  } catch (error) {
    if (error instanceof EvaluationError && absences.has(error.code)) return undefined;
    throw error;
  }
};
