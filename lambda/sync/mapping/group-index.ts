import type { SourceGroup } from './mapped-user.ts';

/** What is found by the group that it names: an id, a name, or the beginning of one with `*` behind it. */
interface OfGroup {
  readonly group: string | undefined;
}

/** Most groups have many members. No more, because groups may come with calls. */
const remembered = 10_000;

/**
 * Finds the rules that fit a group, in a time that does not depend on how many there are: one look per length of a beginning.
 *
 * @returns each rule once, whether it fits the id or the name
 */
export const groupIndex = <Rule extends OfGroup>(rules: readonly Rule[]): ((group: SourceGroup) => readonly Rule[]) => {
  const exact = new Map<string, Rule[]>();
  const byLength = new Map<number, Map<string, Rule[]>>();
  for (const rule of rules) {
    const { group = '' } = rule;
    if (!group.endsWith('*')) {
      add(exact, group, rule);
      continue;
    }
    const beginning = group.slice(0, -1);
    const same = byLength.get(beginning.length) ?? new Map<string, Rule[]>();
    byLength.set(beginning.length, same);
    add(same, beginning, rule);
  }
  const lengths = [...byLength];
  const fitting = (word: string): readonly Rule[] => {
    const found = [...(exact.get(word) ?? [])];
    for (const [length, beginnings] of lengths)
      if (length <= word.length) found.push(...(beginnings.get(word.slice(0, length)) ?? []));
    return found;
  };
  const found = new Map<string, { readonly name: string; readonly rules: readonly Rule[] }>();
  return ({ id, name }) => {
    const before = found.get(id);
    if (before?.name === name) return before.rules;
    const byId = fitting(id);
    const rules = name === id ? byId : [...byId, ...fitting(name).filter((rule) => !fits(rule, id))];
    if (found.size >= remembered) found.clear();
    found.set(id, { name, rules });
    return rules;
  };
};

const fits = ({ group = '' }: OfGroup, word: string): boolean =>
  group.endsWith('*') ? word.startsWith(group.slice(0, -1)) : word === group;

const add = <Rule>(index: Map<string, Rule[]>, key: string, rule: Rule): void => {
  const rules = index.get(key);
  if (rules) rules.push(rule);
  else index.set(key, [rule]);
};
