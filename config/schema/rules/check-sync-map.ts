import type { DestinationForm } from '../../destination-form.ts';
import { planDocument } from '../../expression/document-plan.ts';
import type { Scope } from '../../expression/environment.ts';
import type { Template } from '../../sync-config.ts';
import { type DraftSync, entries, type Report } from '../draft.ts';
import { checkExpression, checkTemplate } from './check-sync-template.ts';

/** Whom a sync sends, as what: every expression can be read, and the destination takes what the map gives. */
export const checkSyncMap = (
  name: string,
  sync: DraftSync,
  destinations: readonly DestinationForm[],
  report: Report,
): void => {
  const at = ['sync', name];
  checkUsers(at, sync, report);
  if (!isObject(sync.map)) return;
  checkTemplate(sync.map, 'user', [...at, 'map'], report);
  const rules = (Array.isArray(sync.grants) ? sync.grants : []).map((rule) => (isObject(rule) ? rule : {}));
  for (const [index, rule] of rules.entries()) checkRule([...at, 'grants', index], rule, sync, report);
  const lists = listsOf(rules);
  checkPlaces(at, sync.map, lists, report);
  checkDestination(
    at,
    sync.map,
    lists,
    destinations.find((form) => form.name === sync.to?.destination),
    report,
  );
};

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<string, unknown>>;

const checkUsers = (at: Path, { users, groups }: DraftSync, report: Report): void => {
  checkExpression(users?.key, 'key', 'user', [...at, 'users', 'key'], report);
  checkExpression(users?.when, 'when', 'user', [...at, 'users', 'when'], report);
  if (isObject(groups) && groups.type !== undefined && groups.type === users?.type)
    report([...at, 'groups', 'type'], 'is the type of users too', 'Name the type of what users are members of.');
};

const checkRule = (at: Path, rule: Fields, { groups }: DraftSync, report: Report): void => {
  const { group, each, when, give } = rule;
  const scope: Scope = group !== undefined ? 'group' : each !== undefined ? 'each' : 'user';
  if (group !== undefined && groups === undefined)
    report(
      [...at, 'group'],
      'is met by nobody, because the sync has no groups',
      'Write groups: { type: … } beside users.',
    );
  checkExpression(each, 'each', 'user', [...at, 'each'], report);
  checkExpression(when, 'when', scope, [...at, 'when'], report);
  checkTemplate(give, scope, [...at, 'give'], report);
  if (isObject(give) && Object.keys(give).length === 0)
    report([...at, 'give'], 'gives nothing', 'Write, for example: give: { userRoles: [{ name: Administrator }] }');
};

/** Where each list is named in the file, by its name. */
type Lists = ReadonlyMap<string, readonly number[]>;

const listsOf = (rules: readonly Fields[]): Lists => {
  const named = rules.flatMap(({ give }, index) =>
    entries(give as Fields | undefined).map(([list]) => ({ list, index })),
  );
  return new Map(
    Map.groupBy(named, ({ list }) => list)
      .entries()
      .map(([list, found]) => [list, found.map(({ index }) => index)]),
  );
};

const checkPlaces = (at: Path, map: Fields, lists: Lists, report: Report): void => {
  const { misplaced } = planDocument(map as Readonly<Record<string, Template>>, [...lists.keys()]);
  for (const { list, message, remedy } of misplaced) reportList(at, list, lists, message, remedy, report);
};

const checkDestination = (
  at: Path,
  map: Fields,
  lists: Lists,
  form: DestinationForm | undefined,
  report: Report,
): void => {
  for (const { path, message, remedy } of form?.checkMap?.(map, [...lists.keys()]) ?? []) {
    const [, list] = /^\$lists\/(.*)$/s.exec(path.join('/')) ?? [];
    if (list === undefined) report([...at, 'map', ...placeIn(map, path)], message, remedy);
    else reportList(at, list, lists, message, remedy, report);
  }
};

/** Entries of lists are found by number. */
const placeIn = (map: unknown, path: readonly string[]): Path => {
  const [name, ...rest] = path;
  if (name === undefined) return [];
  const below = typeof map === 'object' && map !== null ? (map as Fields)[name] : undefined;
  return [Array.isArray(map) ? Number(name) : name, ...placeIn(below, rest)];
};

const reportList = (at: Path, list: string, lists: Lists, message: string, remedy: string, report: Report): void => {
  for (const index of lists.get(list) ?? []) report([...at, 'grants', index, 'give', list], message, remedy, 'key');
};

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
