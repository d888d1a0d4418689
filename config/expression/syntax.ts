import type { ASTNode } from '@marcbachmann/cel-js';

/** What stands directly in a part of an expression, macros as they are written. */
export const childrenOf = (node: ASTNode): readonly ASTNode[] => {
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) collect(each);
    else if (isNode(value)) found.push(value);
  };
  collect(node.op === 'value' ? undefined : node.args);
  return found;
};

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

/** Names that lead from a variable to a value: `['user', 'manager', 'email']`; `undefined` of any other part. */
export const pathOf = (node: ASTNode): readonly string[] | undefined => {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const [left, right] = node.args;
  const base = pathOf(left);
  const name = typeof right === 'string' ? right : right.op === 'value' ? right.args : undefined;
  return base && typeof name === 'string' ? [...base, name] : undefined;
};
