import type { Filter } from './filter.ts';

/** A text that is no filter. `at` counts characters from 0. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
  readonly at: number;

  constructor(expected: string, at: number) {
    super(`${expected} is missing at character ${at + 1}`);
    this.at = at;
  }
}

/**
 * Reads a filter as RFC 4515 writes it. What ldapts has for that takes an escaped byte for a character and knows no attribute options, so
 * that `\c3\a9` or the bytes of a GUID would be others at the server.
 *
 * @throws FilterSyntaxError
 * @example parseFilter('(&(objectClass=person)(!(cn=*test*)))')
 */
export const parseFilter = (text: string): Filter => {
  const [filter, end] = parseAt(text, 0, 0);
  if (end !== text.length) throw new FilterSyntaxError('the end of the filter', end);
  return filter;
};

type Parsed<Result> = readonly [Result, number];

/** Deeper filters are no filters that somebody wrote. */
const deepest = 50;

const parseAt = (text: string, start: number, depth: number): Parsed<Filter> => {
  if (text[start] !== '(') throw new FilterSyntaxError('an opening parenthesis', start);
  if (depth > deepest) throw new FilterSyntaxError(`a filter of no more than ${deepest} levels`, start);
  const [filter, end] = parseInside(text, start + 1, depth);
  if (text[end] !== ')') throw new FilterSyntaxError('a closing parenthesis', end);
  return [filter, end + 1];
};

const parseInside = (text: string, start: number, depth: number): Parsed<Filter> => {
  switch (text[start]) {
    case '&':
    case '|': {
      const [filters, end] = parseSome(text, start + 1, depth);
      return [{ kind: text[start] === '&' ? 'and' : 'or', filters }, end];
    }
    case '!': {
      const [filter, end] = parseAt(text, start + 1, depth + 1);
      return [{ kind: 'not', filter }, end];
    }
    default:
      return parseItem(text, start);
  }
};

const parseSome = (text: string, start: number, depth: number): Parsed<readonly Filter[]> => {
  const filters: Filter[] = [];
  let at = start;
  do {
    const [filter, end] = parseAt(text, at, depth + 1);
    filters.push(filter);
    at = end;
  } while (text[at] === '(');
  return [filters, at];
};

const name = String.raw`(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)`;
const description = `${name}(?:;[A-Za-z0-9-]+)*`;
const itemShape = new RegExp(`(${description})(=|>=|<=|~=)([^()]*)`, 'y');
const matchShape = new RegExp(`(${description})?(:dn)?(?::(${name}))?:=([^()]*)`, 'iy');

/** An attribute description (RFC 4512, section 2.5). */
export const attributeDescription = new RegExp(`^${description}$`);

const kinds = { '=': 'equal', '>=': 'greater-or-equal', '<=': 'less-or-equal', '~=': 'approximate' } as const;

const parseItem = (text: string, start: number): Parsed<Filter> => {
  itemShape.lastIndex = start;
  const item = itemShape.exec(text);
  if (!item) return parseMatch(text, start);
  const [whole, attribute, operator, value] = item as unknown as [string, string, keyof typeof kinds, string];
  const end = start + whole.length;
  if (operator !== '=' || !value.includes('*'))
    return [{ kind: kinds[operator], attribute, value: bytesOf(value, end - value.length) }, end];
  if (value === '*') return [{ kind: 'present', attribute }, end];
  return [substrings(attribute, value, end - value.length), end];
};

const parseMatch = (text: string, start: number): Parsed<Filter> => {
  matchShape.lastIndex = start;
  const match = matchShape.exec(text);
  if (!match) throw new FilterSyntaxError('an attribute, an operator and a value', start);
  const [whole, attribute, dn, rule, value = ''] = match;
  if (attribute === undefined && rule === undefined)
    throw new FilterSyntaxError('an attribute or a matching rule', start);
  const end = start + whole.length;
  return [{ kind: 'matches', rule, attribute, dn: dn !== undefined, value: bytesOf(value, end - value.length) }, end];
};

const substrings = (attribute: string, value: string, start: number): Filter => {
  let at = start;
  const parts = value.split('*').map((part) => {
    const bytes = bytesOf(part, at);
    at += part.length + 1;
    return bytes;
  });
  const [initial, final] = [parts[0]!, parts.at(-1)!];
  const any = parts.slice(1, -1);
  if (any.some(({ length }) => length === 0)) throw new FilterSyntaxError('text between two asterisks', start);
  return {
    kind: 'substrings',
    attribute,
    initial: initial.length > 0 ? initial : undefined,
    any,
    final: final.length > 0 ? final : undefined,
  };
};

const bytesOf = (value: string, start: number): Buffer => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { 1: byte, index } of value.matchAll(/\\([0-9A-Fa-f]{2})?|\*|\0/g)) {
    if (byte === undefined) throw new FilterSyntaxError('an escape such as \\2a', start + index);
    pieces.push(Buffer.from(value.slice(at, index)), Buffer.from(byte, 'hex'));
    at = index + 3;
  }
  pieces.push(Buffer.from(value.slice(at)));
  return Buffer.concat(pieces);
};
