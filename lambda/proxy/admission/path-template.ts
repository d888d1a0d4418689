/** One segment of a path template: literal text before, between and after its variables. */
export interface SegmentTemplate {
  /** One more than there are variables. Decoded. */
  readonly literals: readonly string[];
  readonly variables: readonly string[];
}

/**
 * Reads an endpoint's path: segments of literal text and `{variable}`s (RFC 6570, level 1).
 *
 * @throws RangeError for what the configuration's check does not let through: two variables that touch, or an open brace
 * @example parsePath('/files/{name}.json') // [{ literals: ['files'], variables: [] }, { literals: ['', '.json'], variables: ['name'] }]
 */
export const parsePath = (path: string): readonly SegmentTemplate[] => path.slice(1).split('/').map(parseSegment);

const parseSegment = (segment: string): SegmentTemplate => {
  const parts = segment.split(/\{([^{}]+)\}/);
  const literals = parts.filter((_, index) => index % 2 === 0).map(decodeURIComponent);
  const variables = parts.filter((_, index) => index % 2 === 1);
  if (
    literals.some((literal, index) => /[{}]/.test(literal) || (literal === '' && 0 < index && index < variables.length))
  ) {
    throw new RangeError(`the path segment ${segment} is no template of literal text and {variables}`);
  }
  return { literals, variables };
};

/**
 * The values of a segment's variables, each of at least one character; `undefined` if the text is no such segment. A variable ends
 * where the literal after it first occurs, the last one where the literal at the end begins. Time is linear in the text.
 */
export const matchSegment = ({ literals, variables }: SegmentTemplate, text: string): readonly string[] | undefined => {
  const first = literals[0]!;
  const last = literals[variables.length]!;
  if (variables.length === 0) return text === first ? [] : undefined;
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values: string[] = [];
  let from = first.length;
  for (let index = 1; index < variables.length; index++) {
    const end = text.indexOf(literals[index]!, from + 1);
    if (end < 0) return undefined;
    values.push(text.slice(from, end));
    from = end + literals[index]!.length;
  }
  const end = text.length - last.length;
  if (end <= from) return undefined;
  values.push(text.slice(from, end));
  return values;
};
