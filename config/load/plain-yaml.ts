import { isCollection, isMap, isScalar, type Node, visit, type YAMLMap } from 'yaml';
import type { Problem } from '../config-error.ts';
import type { ProblemAt } from './config-document.ts';
import { printedKey } from './printed-path.ts';

/**
 * Refuses what makes YAML more than maps, lists and values. Who reviews a configuration must see each setting where it holds:
 * so no anchors, aliases and merge keys (which also let a small file grow without bounds), no tags, no key twice.
 */
export const plainYamlProblems = (
  root: Node,
  problemAt: ProblemAt,
): { readonly problems: readonly Problem[]; readonly hasAliases: boolean } => {
  const problems: Problem[] = [];
  let hasAliases = false;
  const refuse = (node: Node, what: string, remedy: string) =>
    problems.push(problemAt(node.range?.[0] ?? 0, what, remedy));

  visit(root, {
    Alias: (_, alias) => {
      hasAliases = true;
      refuse(
        alias,
        'aliases (*) are not used in this file',
        'Write the settings out, or put the value in quotes if it begins with "*".',
      );
    },
    Node: (_, node) => {
      if (!isScalar(node) && !isCollection(node)) return;
      if (isMap(node)) checkKeys(node, refuse, (key) => problemAt(key.range?.[0] ?? 0, '', '').line);
      if (node.anchor) refuse(node, 'anchors (&) are not used in this file', 'Write the settings out where they hold.');
      if (node.tag)
        refuse(node, 'tags (!) are not used in this file', 'Put text in quotes, and write other values as they are.');
    },
  });
  return { problems, hasAliases };
};

const checkKeys = (
  map: YAMLMap,
  refuse: (node: Node, what: string, remedy: string) => void,
  lineOf: (node: Node) => number,
): void => {
  const seen = new Map<unknown, Node>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const first = seen.get(key.value);
    if (first)
      refuse(
        key,
        `the key ${printedKey(String(key.value))} stands here for the second time (first in line ${lineOf(first)})`,
        'Keep one of the two.',
      );
    else seen.set(key.value, key);
    if (key.value === '<<')
      refuse(key, 'merge keys (<<) are not used in this file', 'Write the settings out where they hold.');
    // An object of JavaScript would take it for its prototype and lose it.
    if (key.value === '__proto__') refuse(key, 'the key __proto__ can not be used', 'Choose another name.');
  }
};
