/** One of the values of a policy's member, which has one or a list. */
type OneOrMany<Value> = Value | readonly Value[];

/** A statement of a policy (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). */
export interface PolicyStatement {
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, OneOrMany<string>>>;
  readonly Action?: OneOrMany<string>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<string>>>>>;
  readonly [other: string]: unknown;
}

/** What says neither who nor what. */
const silent: ReadonlySet<string> = new Set(['Sid', 'Resource', 'Effect', 'Principal', 'Action', 'Condition']);

/**
 * A policy in sentences, one for each principal and action, so that the same rights give the same sentences however they are written
 * down. What is not understood is in them as it is.
 *
 * @example policySentences([statement]) // ['arn:aws:iam::111122223333:role/tenant may sts:AssumeRole if sts:ExternalId StringEquals c0ffee']
 */
export const policySentences = (statements: OneOrMany<PolicyStatement>): readonly string[] =>
  listOf(statements).flatMap((statement) => {
    const { Effect, Principal, Action, Condition } = statement;
    const may = Effect === 'Allow' ? 'may' : 'may not';
    const others = Object.entries(statement).filter(([name]) => !silent.has(name));
    const rest = [...conditionsOf(Condition), ...others.map(([name, value]) => `${name} ${JSON.stringify(value)}`)];
    const only = rest.length > 0 ? ` if ${rest.sort().join(' and ')}` : '';
    const actions = Action === undefined ? ['what is said'] : listOf(Action);
    return principalsOf(Principal).flatMap((principal) =>
      actions.map((action) => `${principal} ${may} ${action}${only}`),
    );
  });

const principalsOf = (principal: PolicyStatement['Principal']): readonly string[] => {
  if (principal === undefined) return ['who is not named'];
  if (typeof principal === 'string') return [principal === '*' ? 'everybody' : principal];
  return Object.values(principal).flatMap((names) => listOf(names).map((name) => (name === '*' ? 'everybody' : name)));
};

const conditionsOf = (condition: PolicyStatement['Condition']): readonly string[] =>
  Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, values]) => `${key} ${operator} ${[...listOf(values)].map(String).sort().join(' or ')}`,
    ),
  );

const listOf = <Value>(value: OneOrMany<Value>): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
