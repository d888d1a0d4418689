/** One statement of a trust policy, as CloudFormation has it. */
export interface TrustStatement {
  readonly Action: string;
  readonly Effect: string;
  readonly Principal: Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Somebody who wants to assume a role: what STS knows of them. */
export interface Attempt {
  readonly action: string;
  /** The ARN of a role, the name of a known provider, or the logical id of a provider in the template. */
  readonly principal: string;
  /** The condition keys that STS fills in from the token or the request. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Whether a trust policy lets somebody in, for the parts of the policy language that ours use; anything else is an error, so
 * that a policy that this can not judge never counts as good.
 */
export const admits = (statements: readonly TrustStatement[], attempt: Attempt): boolean =>
  statements.some((statement) => {
    if (statement.Effect !== 'Allow') throw new Error(`effect ${statement.Effect}`);
    return (
      statement.Action === attempt.action &&
      principalOf(statement) === attempt.principal &&
      Object.entries(statement.Condition ?? {}).every(([operator, expected]) => {
        if (operator !== 'StringEquals') throw new Error(`operator ${operator}`);
        return Object.entries(expected).every(([key, value]) => attempt.keys[key] === value);
      })
    );
  });

const principalOf = ({ Principal }: TrustStatement): string => {
  const [kind, ...more] = Object.keys(Principal);
  if (more.length > 0 || (kind !== 'AWS' && kind !== 'Federated'))
    throw new Error(`principal ${Object.keys(Principal)}`);
  const principal = Principal[kind] as string | { Ref: string };
  const name = typeof principal === 'string' ? principal : principal.Ref;
  if (name === '*' || name.endsWith(':root')) throw new Error(`everyone may come in: ${name}`);
  return name;
};
