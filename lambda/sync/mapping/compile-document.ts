import { type Plan, planDocument } from '../../../config/expression/document-plan.ts';
import type { Variables } from '../../../config/expression/environment.ts';
import { printedPath } from '../../../config/load/printed-path.ts';
import type { SyncConfig, Template } from '../../../config/sync-config.ts';
import type { Json } from '../../../connectors/item.ts';
import type { JsonObject } from '../json.ts';
import { type GivenEntries, type GivenEntry, givenEntry } from './compile-grants.ts';
import { compileTemplate } from './compile-template.ts';
import { FieldFailure, type FieldWatch } from './field-watch.ts';

/** What one user becomes. Throws FieldFailure. */
export type Document = (variables: Variables, given: GivenEntries) => JsonObject;

/** Reads the map once, with the places of the lists that grants add to: these are always there, though they may be empty. */
export const compileDocument = ({ map, grants }: Pick<SyncConfig, 'map' | 'grants'>, watch: FieldWatch): Document => {
  const lists = grants.flatMap(({ give }) => Object.keys(give));
  const { plan, misplaced } = planDocument(map, lists);
  if (misplaced[0]) throw new RangeError(`${misplaced[0].list} ${misplaced[0].message}`);
  const fill = compilePlan(plan, ['map'], watch);
  return (variables, given) => (fill(variables, given) ?? {}) as JsonObject;
};

type Fill = (variables: Variables, given: GivenEntries) => Json | undefined;
type Path = readonly string[];

const compilePlan = (plan: Plan, path: Path, watch: FieldWatch): Fill => {
  if (plan.form === 'list') return compileList(plan, path, watch);
  if (plan.form === 'template')
    return compileTemplate(plan.template, { path, scope: 'user', watch, isEntry: false }).give;
  const members = plan.members.map(([name, member]) => ({ name, fill: compilePlan(member, [...path, name], watch) }));
  return (variables, given) => {
    const filled: [string, Json][] = [];
    for (const { name, fill } of members) {
      const json = fill(variables, given);
      if (json !== undefined) filled.push([name, json]);
    }
    return filled.length === 0 && members.length > 0 ? undefined : Object.fromEntries(filled);
  };
};

const compileList = ({ list, template }: Extract<Plan, { form: 'list' }>, path: Path, watch: FieldWatch): Fill => {
  const own = ownEntries(template, path, watch);
  return (variables, given) => sorted([...own(variables), ...(given.get(list) ?? [])]);
};

const ownEntries = (
  template: Template | undefined,
  path: Path,
  watch: FieldWatch,
): ((variables: Variables) => readonly GivenEntry[]) => {
  if (template === undefined) return () => [];
  const { isConstant, give } = compileTemplate(template, { path, scope: 'user', watch, isEntry: false });
  const at = printedPath(path);
  const entries = (variables: Variables): readonly GivenEntry[] => {
    const json = give(variables) ?? [];
    if (!Array.isArray(json)) throw new FieldFailure(at);
    return json.map(givenEntry);
  };
  if (!isConstant) return entries;
  const same = entries({ user: {}, groups: [] });
  return () => same;
};

/** Each once, by their texts: in which order a source tells of groups changes nothing. */
const sorted = (entries: readonly GivenEntry[]): readonly Json[] => {
  const byText = new Map(entries.map(({ text, json }) => [text, json]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, json]) => json);
};
