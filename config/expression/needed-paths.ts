import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf, pathOf } from './syntax.ts';

/** Calls that look at their receiver whatever comes of it, and at the rest only perhaps. */
const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map', 'or', 'orValue', 'bind']);

/** Not those of the library, such as `google.protobuf.Timestamp`. */
const variables: ReadonlySet<string> = new Set(['user', 'groups', 'group', 'each']);

/**
 * Paths without which an expression gives nothing: those that it looks at whatever the others hold. Looking them up first is what makes
 * an expression about something that many users do not have cheap: the library needs 10 µs to make its error, and this 0.1 µs.
 *
 * @param isCondition whether nothing is as good as false: then both sides of `&&` are needed
 */
export const neededPaths = (node: ASTNode, isCondition: boolean): readonly (readonly string[])[] => {
  const path = pathOf(node);
  if (path) return path.length > 1 && variables.has(path[0]!) ? [path] : [];
  return surelyLookedAt(node, isCondition).flatMap((child) => neededPaths(child, isCondition && node.op === '&&'));
};

const surelyLookedAt = (node: ASTNode, isCondition: boolean): readonly ASTNode[] => {
  switch (node.op) {
    case '&&':
      return isCondition ? node.args : [];
    case '||':
      return [];
    case '?:':
      return [node.args[0]];
    case '.?':
    case '[?]':
      return optionalBase(node.args[0]);
    case 'call':
      return node.args[0] === 'has' ? [] : node.args[1];
    case 'rcall':
      return macros.has(node.args[0]) ? optionalBase(node.args[1]) : childrenOf(node);
    default:
      return childrenOf(node);
  }
};

/** A variable itself is always there. */
const optionalBase = (node: ASTNode): readonly ASTNode[] => (node.op === 'id' ? [] : [node]);
