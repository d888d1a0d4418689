import type { Json } from '../../../connectors/item.ts';
import type { FieldChange } from '../destinations/running-destination.ts';
import type { JsonObject } from '../json.ts';
import type { PlannedChange, SyncPlan } from './sync-plan.ts';
import { type Delivery, hasItsGroups, isDelivery, type Work } from './work.ts';

/**
 * What is to be done with one user, as people read it.
 *
 * @param isTold whether its fields are of interest
 */
export const plannedChange = (work: Work, isTold: boolean): PlannedChange => {
  const { kind, key } = work;
  if (!isTold || !isDelivery(work)) return { kind, key, fields: [] };
  const own = work.kind === 'create' ? leaves(JSON.parse(work.text) as JsonObject, '') : work.fields;
  return { kind, key, fields: [...own, ...groupField(work)], ...(work.adopts && { adopts: true }) };
};

const leaves = (object: JsonObject, prefix: string): readonly FieldChange[] =>
  Object.entries(object).flatMap(([name, value]): readonly FieldChange[] =>
    isObject(value)
      ? leaves(value, `${prefix}${name}.`)
      : [{ path: `${prefix}${name}`, before: undefined, after: value }],
  );

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const groupField = (delivery: Delivery): readonly FieldChange[] => {
  const { groups, groupsSure } = delivery;
  if (hasItsGroups(delivery)) return [];
  return [{ path: 'groups', before: groupsSure.length > 0 ? [...groupsSure] : undefined, after: [...groups] }];
};

/** Who comes and goes, group by group. */
export const groupCounts = (work: readonly Work[]): SyncPlan['groups'] => {
  const counts = new Map<string, { add: number; remove: number }>();
  const count = (names: readonly string[], not: readonly string[], what: 'add' | 'remove') => {
    for (const name of names) {
      if (not.includes(name)) continue;
      const known = counts.get(name) ?? { add: 0, remove: 0 };
      counts.set(name, { ...known, [what]: known[what] + 1 });
    }
  };
  for (const each of work) {
    const { groups, groupsSure } = isDelivery(each) ? each : { groups: [], groupsSure: [] };
    count(groups, groupsSure, 'add');
    count(each.groupsBefore, groups, 'remove');
  }
  return Array.from(counts, ([name, { add, remove }]) => ({ name, add, remove }));
};
