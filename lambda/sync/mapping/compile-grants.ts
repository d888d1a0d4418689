import type { Scope, Variables } from '../../../config/expression/environment.ts';
import { readExpression } from '../../../config/expression/read-expression.ts';
import { printedPath } from '../../../config/load/printed-path.ts';
import type { SyncGrant, Template } from '../../../config/sync-config.ts';
import type { Json } from '../../../connectors/item.ts';
import { canonicalText } from './canonical-text.ts';
import { compileTemplate } from './compile-template.ts';
import { type Evaluate, FieldFailure, type FieldWatch, type Watched } from './field-watch.ts';
import { groupIndex } from './group-index.ts';
import type { SourceGroup } from './mapped-user.ts';

/** An entry of a list with its canonical text, by which lists are sorted and doubles found. */
export interface GivenEntry {
  readonly json: Json;
  readonly text: string;
}

/** What grants add, by the list's name in `give`. */
export type GivenEntries = ReadonlyMap<string, readonly GivenEntry[]>;

/** What the grants of a sync give one user, in no order. Throws FieldFailure. */
export type Grants = (variables: Variables & { readonly groups: readonly SourceGroup[] }) => GivenEntries;

/** Reads grants once. Those of groups are found by the groups of a user: it does not matter how many there are. */
export const compileGrants = (grants: readonly SyncGrant[], watch: FieldWatch): Grants => {
  const rules = grants.map((grant, index) => compileRule(grant, ['grants', index], watch));
  const rulesOf = groupIndex(rules.filter(({ group }) => group !== undefined));
  const others = rules.filter(({ group }) => group === undefined);
  return (variables) => {
    const given = new Map<string, GivenEntry[]>();
    for (const group of variables.groups) {
      const known = { ...variables, group };
      for (const rule of rulesOf(group)) {
        rule.met.hasGiven = true;
        meet(rule, known, given);
      }
    }
    for (const rule of others) {
      if (!rule.each) meet(rule, variables, given);
      else for (const each of listOf(rule.each, variables)) meet(rule, { ...variables, each }, given);
    }
    return given;
  };
};

interface Rule {
  readonly group: string | undefined;
  /** Whether anybody is in such a group. */
  readonly met: Watched;
  readonly when: Condition | undefined;
  readonly each: { readonly evaluate: Evaluate; readonly at: string } | undefined;
  readonly lists: readonly { readonly list: string; readonly entries: readonly Entry[] }[];
}

type Entry = (variables: Variables) => GivenEntry | undefined;

/** Whether something holds. Nothing is false. Throws FieldFailure if it is neither true nor false. */
export type Condition = (variables: Variables) => boolean;

/** Reads a condition once. */
export const compileCondition = (
  text: string,
  path: readonly PropertyKey[],
  scope: Scope,
  watch: FieldWatch,
): Condition => {
  const at = printedPath(path);
  const evaluate = watch.expression(readExpression(text, 'when', scope), at);
  return (variables) => {
    const value = evaluate(variables) ?? false;
    if (typeof value !== 'boolean') throw new FieldFailure(at);
    return value;
  };
};

const compileRule = (grant: SyncGrant, path: readonly PropertyKey[], watch: FieldWatch): Rule => {
  const { group, when, each, give } = grant;
  const scope: Scope = group !== undefined ? 'group' : each !== undefined ? 'each' : 'user';
  const at = printedPath([...path, 'each']);
  const met = group === undefined ? neverMissed : watch.field(printedPath([...path, 'group']));
  met.isAsked = true;
  return {
    group,
    met,
    when: when === undefined ? undefined : compileCondition(when, [...path, 'when'], scope, watch),
    each: each === undefined ? undefined : { evaluate: watch.expression(readExpression(each, 'each'), at), at },
    lists: Object.entries(give).map(([list, templates]) => ({
      list,
      entries: templates.map((template, index) => compileEntry(template, [...path, 'give', list, index], scope, watch)),
    })),
  };
};

/** Rules without a group are about everybody. */
const neverMissed: Watched = { at: '', isAsked: true, hasGiven: true };

const compileEntry = (template: Template, path: readonly PropertyKey[], scope: Scope, watch: FieldWatch): Entry => {
  const { isConstant, give } = compileTemplate(template, { path, scope, watch, isEntry: true });
  if (isConstant) {
    const entry = givenEntry(give({ user: {}, groups: [] })!);
    return () => entry;
  }
  return (variables) => {
    const json = give(variables);
    return json === undefined ? undefined : givenEntry(json);
  };
};

/** An entry with its text. */
export const givenEntry = (json: Json): GivenEntry => ({ json, text: canonicalText(json) });

const listOf = ({ evaluate, at }: NonNullable<Rule['each']>, variables: Variables): readonly unknown[] => {
  const list = evaluate(variables) ?? [];
  if (!Array.isArray(list)) throw new FieldFailure(at);
  return list;
};

const meet = ({ when, lists }: Rule, variables: Variables, given: Map<string, GivenEntry[]>): void => {
  if (when && !when(variables)) return;
  for (const { list, entries } of lists) {
    const found = given.get(list) ?? [];
    if (found.length === 0) given.set(list, found);
    for (const entry of entries) {
      const made = entry(variables);
      if (made) found.push(made);
    }
  }
};
