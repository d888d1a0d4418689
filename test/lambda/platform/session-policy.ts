/** One call of AWS, as a policy sees it. */
export interface JudgedCall {
  readonly action: string;
  readonly resource: string;
  /** Condition keys, such as `s3:prefix`. */
  readonly keys?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: { readonly StringLike: Readonly<Record<string, string | readonly string[]>> };
}

/**
 * Whether a session policy lets a call through, for the parts of the policy language that ours use; anything else is an error, so that a policy which
 * this can not judge never counts as good (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html).
 */
export const sessionAllows = (text: string, { action, resource, keys = {} }: JudgedCall): boolean => {
  const { Version, Statement, ...rest } = JSON.parse(text) as { Version: string; Statement: readonly Statement[] };
  if (Version !== '2012-10-17' || Object.keys(rest).length > 0 || text.length > 2_048) throw new Error('no policy');
  return Statement.map(({ Effect, Action, Resource, Condition, ...more }) => {
    if (Effect !== 'Allow' || Object.keys(more).length > 0) throw new Error(`statement ${Effect}`);
    if (Action.some((each) => each.includes('*'))) throw new Error(`actions ${Action}`);
    const { StringLike = {}, ...operators } = Condition ?? {};
    if (Object.keys(operators).length > 0) throw new Error(`operators ${Object.keys(operators)}`);
    return (
      Action.includes(action) &&
      (Resource === '*' || like(Resource, resource)) &&
      Object.entries(StringLike).every(([key, patterns]) =>
        [patterns].flat().some((pattern) => keys[key] !== undefined && like(pattern, keys[key])),
      )
    );
  }).includes(true);
};

/** Only a star at the end is judged. */
const like = (pattern: string, text: string): boolean => {
  const [start = '', ...ends] = pattern.split('*');
  if (ends.join('') !== '' || ends.length > 1) throw new Error(`pattern ${pattern}`);
  return ends.length === 0 ? text === start : text.startsWith(start);
};
