/** One statement of a policy of a role, or of a session, with all references resolved. */
export interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What somebody tries. */
export interface Try {
  readonly action: string;
  readonly resource: string;
  /** Condition keys as the service fills them in. */
  readonly keys?: Readonly<Record<string, string>>;
}

/**
 * Whether policies let something be done, by the rules of IAM: some statement allows it and none denies it. What ours do not use is an error, so that a
 * policy that this can not judge never counts as good.
 */
export const allows = (statements: readonly PolicyStatement[], attempt: Try): boolean => {
  const judged = statements.map((statement) => [statement.Effect, applies(statement, attempt)] as const);
  if (judged.some(([effect]) => effect !== 'Allow' && effect !== 'Deny')) throw new Error('an effect that is none');
  return (
    judged.some(([effect, does]) => effect === 'Allow' && does) &&
    !judged.some(([effect, does]) => effect === 'Deny' && does)
  );
};

const applies = ({ Action, Resource, Condition = {} }: PolicyStatement, { action, resource, keys = {} }: Try) =>
  [Action].flat().some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
  [Resource].flat().some((pattern) => isLike(pattern, resource)) &&
  Object.entries(Condition).every(([operator, expected]) =>
    Object.entries(expected).every(([key, values]) => meets(operator, [values].flat(), keys[key])),
  );

/** A key that is not there meets no condition (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). */
const meets = (operator: string, values: readonly string[], found: string | undefined): boolean => {
  if (found === undefined) return false;
  if (operator === 'StringEquals' || operator === 'ArnEquals') return values.includes(found);
  if (operator === 'StringLike') return values.some((value) => isLike(value, found));
  throw new Error(`operator ${operator}`);
};

const isLike = (pattern: string, text: string): boolean => {
  if (/[?$]/.test(pattern)) throw new Error(`a pattern that ours are not: ${pattern}`);
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[.+^()[\]{}|\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(text);
};
