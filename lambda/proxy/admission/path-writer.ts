import type { Endpoint } from '../../../config/shapes/api.ts';
import { canBeSegment } from './path-segment.ts';
import { parsePath, type SegmentTemplate } from './path-template.ts';
import { encode, encodeLiteral } from './percent-encoding.ts';
import { ProxyRefused, pseudonymExpected } from './proxy-refused.ts';
import type { PlainText, PuttingBack } from './putting-back.ts';
import { type RequestShapeOptions, type ScalarCheck, scalarChecks } from './scalar-checks.ts';

/**
 * Writes the path of an endpoint from the values of its variables: pseudonyms are put back, then each value must be one that its shape
 * allows. Throws ProxyRefused `path-value-refused` or `pseudonym-expected`, or PseudonymRefused.
 */
export type WritePath = (values: readonly string[], puttingBack: PuttingBack) => Promise<string>;

/**
 * Compiles the path of an endpoint.
 *
 * @throws RangeError if a variable has no shape
 */
export const pathWriter = (
  endpoint: Pick<Endpoint, 'path' | 'variables' | 'escapedTwice'>,
  options: RequestShapeOptions,
): WritePath => {
  const segments = parsePath(endpoint.path).map((template) => segmentWriter(template, endpoint, options));
  return async (values, puttingBack) => {
    let written = '';
    let used = 0;
    for (const { count, write } of segments) {
      written += `/${count === 0 ? write([]) : write(await plainValues(values.slice(used, used + count), puttingBack))}`;
      used += count;
    }
    return written;
  };
};

const plainValues = async (values: readonly string[], puttingBack: PuttingBack): Promise<readonly PlainText[]> => {
  const plain: PlainText[] = [];
  for (const value of values) plain.push(await puttingBack.text(value));
  return plain;
};

interface SegmentWriter {
  /** How many values it takes. */
  readonly count: number;
  write(values: readonly PlainText[]): string;
}

const segmentWriter = (
  { literals, variables }: SegmentTemplate,
  { variables: shapes, escapedTwice = [] }: Pick<Endpoint, 'variables' | 'escapedTwice'>,
  options: RequestShapeOptions,
): SegmentWriter => {
  const written = literals.map(encodeLiteral);
  if (variables.length === 0) return { count: 0, write: () => written[0]! };
  const checks = variables.map((name): ScalarCheck => {
    if (!Object.hasOwn(shapes, name)) throw new RangeError(`the variable {${name}} of a path has no shape`);
    return scalarChecks(shapes[name]!, options).one;
  });
  const escapes = variables.map((name) => (escapedTwice.includes(name) ? encodeTwice : encode));
  const write = (sent: readonly PlainText[]): string => {
    const values = sent.map(({ text }) => text);
    const unfit = sent.findIndex(({ text, wasPseudonym }, index) => text === '' || !checks[index]!(text, wasPseudonym));
    if (unfit >= 0) throw refused(variables[unfit]!, values[unfit] !== '' && checks[unfit]!(values[unfit]!, true));
    if (!canBeSegment(between(literals, values))) throw refused(variables[0]!, false);
    const escaped = values.map((value, index) => escapes[index]!(value));
    return between(written, escaped);
  };
  return { count: variables.length, write };
};

/** For sources that take the path apart, and decode what they find there once more. */
const encodeTwice = (text: string): string => encode(encode(text));

const between = (literals: readonly string[], values: readonly string[]): string =>
  literals.map((literal, index) => literal + (values[index] ?? '')).join('');

const refused = (variable: string, isInTheClear: boolean): ProxyRefused =>
  isInTheClear
    ? pseudonymExpected(`The variable ${variable} of the path`, { variable })
    : new ProxyRefused('path-value-refused', {
        sentence: `The variable ${variable} of the path has a value that is not allowed.`,
        fields: { variable },
      });
