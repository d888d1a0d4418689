import type { Template } from '../sync-config.ts';
import { isOneExpression } from './template-text.ts';

/** What users become: the map, with a place for every list that grants add to. Members are in the order of their names. */
export type Plan =
  | { readonly form: 'template'; readonly template: Template }
  | { readonly form: 'map'; readonly members: readonly (readonly [name: string, plan: Plan])[] }
  /** `list` is what grants call it; `template` what the map itself has there. */
  | { readonly form: 'list'; readonly list: string; readonly template: Template | undefined };

/** A list that can not be where grants want it. */
export interface Misplaced {
  readonly list: string;
  readonly message: string;
  readonly remedy: string;
}

type TemplateMap = Readonly<Record<string, Template>>;

/**
 * Places the lists of grants in the map: `user.tags` is the member `tags` of `user`. Members of the map that have dots in their own names are found
 * too.
 *
 * @example planDocument({ user: { email: '${user.email}' } }, ['userRoles', 'user.tags'])
 */
export const planDocument = (
  map: TemplateMap,
  lists: readonly string[],
): { readonly plan: Plan; readonly misplaced: readonly Misplaced[] } => {
  const misplaced: Misplaced[] = [];
  const wanted = [...new Set(lists)].sort().map((list): Wanted => ({ list, rest: list }));
  return { plan: planOf(map, wanted, (list) => misplaced.push(list)), misplaced };
};

/** A list, and the part of its path that leads on from here. */
interface Wanted {
  readonly list: string;
  readonly rest: string;
}

type Refuse = (misplaced: Misplaced) => void;

const planOf = (template: Template | undefined, wanted: readonly Wanted[], refuse: Refuse): Plan => {
  const here = wanted.find(({ rest }) => rest === '');
  if (here) return listPlan(here, template, wanted, refuse);
  if (template === undefined || isMap(template)) return mapPlan(template ?? {}, wanted, refuse);
  for (const { list } of wanted) refuse({ list, ...belowNoMap });
  return { form: 'template', template };
};

const mapPlan = (map: TemplateMap, wanted: readonly Wanted[], refuse: Refuse): Plan => {
  const names = Map.groupBy(wanted, ({ rest }) => nextName(map, rest));
  const members = [...new Set([...Object.keys(map), ...names.keys()])].sort().map((name): readonly [string, Plan] => {
    const below = (names.get(name) ?? []).map(({ list, rest }) => ({ list, rest: rest.slice(name.length + 1) }));
    const template = Object.hasOwn(map, name) ? map[name] : undefined;
    return [
      name,
      below.length > 0 ? planOf(template, below, refuse) : { form: 'template', template: template! },
    ] as const;
  });
  return { form: 'map', members };
};

const listPlan = (
  { list }: Wanted,
  template: Template | undefined,
  wanted: readonly Wanted[],
  refuse: Refuse,
): Plan => {
  for (const other of wanted) if (other.list !== list) refuse({ list: other.list, ...belowNoMap });
  if (template !== undefined && !canBeList(template)) refuse({ list, ...noList });
  return { form: 'list', list, template };
};

const nextName = (map: TemplateMap, rest: string): string => {
  const names = Object.keys(map).filter((name) => rest === name || rest.startsWith(`${name}.`));
  return names.sort((a, b) => b.length - a.length)[0] ?? rest.split('.')[0]!;
};

const isMap = (template: Template): template is TemplateMap =>
  typeof template === 'object' && template !== null && !Array.isArray(template);

const canBeList = (template: Template): boolean =>
  typeof template === 'string' ? isOneExpression(template) : Array.isArray(template);

const noList = {
  message: 'is no list in the map',
  remedy: 'Make it a list there, or leave it out there: what grants give is enough.',
};

const belowNoMap = {
  message: 'would be below something that has no members',
  remedy: 'Write the name of a list, such as userRoles, or of one in a map, such as user.tags.',
};
