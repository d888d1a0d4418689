/** What an expression may look at. */
export type CelVariables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const token = /\s*('(?:\\.|[^'\\])*'|&&|==|[().,]|[A-Za-z_][A-Za-z0-9_]*)/y;

const tokens = (text: string): readonly string[] => {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const next = token.exec(text);
    if (!next) throw new Error(`this is no expression that ours are written with: ${text}`);
    found.push(next[1]!);
  }
  return found;
};

const literal = (quoted: string): string =>
  quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, escaped: string) => {
    if (escaped === 'n') return '\n';
    if (escaped === "'" || escaped === '\\') return escaped;
    throw new Error(`escape \\${escaped}`);
  });

/**
 * `extract` of Google's CEL (docs.cloud.google.com/iam/docs/conditions-attribute-reference#extract): what stands in the place of the
 * braces, up to what comes after them; empty if the text is not of that form.
 */
const extract = (text: string, template: string): string => {
  const [, before, after] = /^([^{}]*)\{\w+\}([^{}]*)$/.exec(template) ?? [];
  if (before === undefined || after === undefined) throw new Error(`template ${template}`);
  const start = text.indexOf(before);
  if (start < 0) return '';
  const rest = text.slice(start + before.length);
  if (after === '') return rest;
  const end = rest.indexOf(after);
  return end < 0 ? '' : rest.slice(0, end);
};

/**
 * Evaluates the part of the Common Expression Language that ours are written in: texts, fields, `==`, `&&` and `extract`. Anything else
 * throws, and so does a field that is missing, as it does in CEL, where Google then refuses the token.
 */
export const evaluateCel = (expression: string, variables: CelVariables): string | boolean => {
  const rest = [...tokens(expression)];
  const take = (expected?: string): string => {
    const next = rest.shift();
    if (next === undefined || (expected !== undefined && next !== expected)) throw new Error(`unexpected ${next}`);
    return next;
  };

  const operand = (): string => {
    const first = take();
    if (first.startsWith("'")) return literal(first);
    const variable = variables[first];
    if (!variable) throw new Error(`variable ${first}`);
    take('.');
    const field = take();
    const value = variable[field];
    if (typeof value !== 'string') throw new Error(`no such text: ${first}.${field}`);
    if (rest[0] !== '.') return value;
    take('.');
    take('extract');
    take('(');
    const template = literal(take());
    take(')');
    return extract(value, template);
  };

  const comparison = (): string | boolean => {
    const left = operand();
    if (rest[0] !== '==') return left;
    take('==');
    return left === operand();
  };

  let result = comparison();
  while (rest[0] === '&&') {
    take('&&');
    const right = comparison();
    if (typeof result !== 'boolean' || typeof right !== 'boolean') throw new Error('&& of what is no truth');
    result = result && right;
  }
  if (rest.length > 0) throw new Error(`unexpected ${rest[0]}`);
  return result;
};
