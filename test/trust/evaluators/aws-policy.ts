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
  // All are looked at, so that none that can not be judged hides behind one that lets in.
  statements
    .map(
      (statement) =>
        isAllow(statement) &&
        statement.Action === attempt.action &&
        principalOf(statement) === attempt.principal &&
        meets(statement, attempt),
    )
    .includes(true);

const isAllow = ({ Effect, Action }: TrustStatement): boolean => {
  if (Effect !== 'Allow') throw new Error(`effect ${Effect}`);
  if (typeof Action !== 'string' || Action.includes('*')) throw new Error(`action ${Action}`);
  return true;
};

const meets = ({ Condition = {} }: TrustStatement, { keys }: Attempt): boolean =>
  Object.entries(Condition).every(([operator, expected]) => {
    if (operator !== 'StringEquals') throw new Error(`operator ${operator}`);
    return Object.entries(expected).every(([key, value]) => {
      if (typeof value !== 'string') throw new Error(`condition ${key} has several values`);
      return Object.hasOwn(keys, key) && keys[key] === value;
    });
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
