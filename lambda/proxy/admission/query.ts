import type { Shape } from '../../../config/shapes/shape.ts';
import { decode, encode } from './percent-encoding.ts';
import { ProxyRefused, pseudonymExpected } from './proxy-refused.ts';
import type { PuttingBack } from './putting-back.ts';
import { type RequestShapeOptions, type ScalarCheck, scalarChecks } from './scalar-checks.ts';

/** Allowed parameters by name. A Map has no names of its own, as an object has `constructor`. */
export type QueryRules = ReadonlyMap<string, ParameterRule>;

interface ParameterRule {
  readonly check: ScalarCheck;
  readonly mayRepeat: boolean;
}

/** Compiles the parameters that an endpoint allows. */
export const queryRules = (query: Readonly<Record<string, Shape>>, options: RequestShapeOptions): QueryRules =>
  new Map(Object.entries(query).map(([name, shape]) => [name, parameterRule(shape, options)]));

const parameterRule = (shape: Shape, options: RequestShapeOptions): ParameterRule => {
  const { one, item } = scalarChecks(shape, options);
  return item
    ? { check: (...sent) => one(...sent) || item(...sent), mayRepeat: true }
    : { check: one, mayRepeat: false };
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Reads a query as forms write it (`+` is a space), checks every parameter, and writes it anew in the same order, with `%20` for
 * spaces, which all sources understand.
 *
 * @param query without its question mark
 * @returns the query to send; empty if there is none
 * @throws ProxyRefused `encoding-malformed`, `query-malformed`, `query-not-allowed`, `query-repeated`, `query-value-refused` or
 *   `pseudonym-expected`; PseudonymRefused
 */
export const admitQuery = async (query: string, rules: QueryRules, puttingBack: PuttingBack): Promise<string> => {
  if (query === '') return '';
  const seen = new Set<string>();
  const admitted: string[] = [];
  for (const pair of query.split('&')) {
    const [name, value] = readPair(pair);
    const rule = rules.get(name);
    if (!rule) throw new ProxyRefused('query-not-allowed', { sentence: allowedNames(rules) });
    if (seen.has(name) && !rule.mayRepeat) throw refused('query-repeated', name, 'must be sent only once');
    seen.add(name);
    const { text, wasPseudonym } = await puttingBack.text(value);
    if (!rule.check(text, wasPseudonym)) {
      if (rule.check(text, true)) throw pseudonymExpected(`The parameter ${name} of the query`, { parameter: name });
      throw refused('query-value-refused', name, 'has a value that is not allowed');
    }
    admitted.push(`${encode(name)}=${encode(text)}`);
  }
  return admitted.join('&');
};

const readPair = (pair: string): readonly [string, string] => {
  const equals = pair.indexOf('=');
  const name = readPart(equals < 0 ? pair : pair.slice(0, equals));
  if (name === '') throw new ProxyRefused('query-malformed');
  return [name, equals < 0 ? '' : readPart(pair.slice(equals + 1))];
};

const readPart = (text: string): string => {
  const decoded = decode(text.replaceAll('+', ' '));
  if (control.test(decoded)) throw new ProxyRefused('query-malformed');
  return decoded;
};

const refused = (code: 'query-repeated' | 'query-value-refused', parameter: string, what: string): ProxyRefused =>
  new ProxyRefused(code, { sentence: `The parameter ${parameter} of the query ${what}.`, fields: { parameter } });

const allowedNames = (rules: QueryRules): string =>
  rules.size === 0
    ? 'This endpoint takes no query.'
    : `This endpoint takes no other parameters of the query than ${[...rules.keys()].join(', ')}.`;
