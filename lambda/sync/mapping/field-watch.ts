import { Optional } from '@marcbachmann/cel-js';
import type { Variables } from '../../../config/expression/environment.ts';
import type { Expression } from '../../../config/expression/expression.ts';
import { joinedNames, noNames, type UsedNames } from '../../../config/expression/used-names.ts';

/** Computes one expression. `undefined`: it is about something that there is not, or gives null. Throws FieldFailure. */
export type Evaluate = (variables: Variables) => unknown;

/** An expression can not be computed for one user. */
export class FieldFailure extends Error {
  override readonly name = 'FieldFailure';
  /** Where it stands in the configuration, such as `map.user.email`. */
  readonly at: string;

  constructor(at: string) {
    super(`${at} can not be computed`);
    this.at = at;
  }
}

/** Whether a field ever gave anything. */
export interface Watched {
  readonly at: string;
  isAsked: boolean;
  hasGiven: boolean;
}

/** Remembers of every expression whether it ever gave anything, so that a misspelt attribute is seen. */
export interface FieldWatch {
  /** An expression under watch, by where it stands. */
  expression(expression: Expression, at: string): Evaluate;
  /** Anything else that can be there for nothing. */
  field(at: string): Watched;
  /** What all expressions under watch look at. */
  uses(): UsedNames;
  /** Those that were asked and never gave anything. */
  empty(): readonly string[];
}

/** Watches the expressions of one mapping. */
export const watchFields = (): FieldWatch => {
  const fields: Watched[] = [];
  let used = noNames;
  const field = (at: string): Watched => {
    const watched = { at, isAsked: false, hasGiven: false };
    fields.push(watched);
    return watched;
  };
  return {
    field,
    uses: () => used,
    expression(expression, at) {
      used = joinedNames(used, expression.uses);
      const watched = field(at);
      return (variables) => {
        watched.isAsked = true;
        const value = given(expression, at, variables);
        if (value !== undefined) watched.hasGiven = true;
        return value;
      };
    },
    empty: () => fields.filter(({ isAsked, hasGiven }) => isAsked && !hasGiven).map(({ at }) => at),
  };
};

const given = (expression: Expression, at: string, variables: Variables): unknown => {
  const value = computed(expression, at, variables);
  const held = value instanceof Optional ? value.orValue(undefined) : value;
  return held ?? undefined;
};

const computed = (expression: Expression, at: string, variables: Variables): unknown => {
  try {
    return expression.evaluate(variables);
  } catch {
    // The library's error quotes values.
    throw new FieldFailure(at);
  }
};
