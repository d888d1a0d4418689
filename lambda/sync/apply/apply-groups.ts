import type { DestinationGroups } from '../destinations/running-destination.ts';
import type { PlannedSkip } from '../plan/sync-plan.ts';
import { hasItsGroups, isDelivery, type Work } from '../plan/work.ts';
import type { ApplyContext } from './apply-context.ts';
import { type KnownGroups, knownGroups } from './known-groups.ts';

/** Somebody whose groups change, as far as the user itself is at the destination. */
interface Member {
  /** As it is kept. */
  readonly key: string;
  readonly id: string;
  /** Of the document; `undefined` of who is gone. */
  readonly hash: string | undefined;
  readonly groups: readonly string[];
  readonly groupsBefore: readonly string[];
  readonly groupsSure: readonly string[];
}

/**
 * Puts users into groups of the destination and takes them out, group by group, after the users themselves. Groups are made where they are missing; one that
 * was there before is ours only where the configuration adopts what matches.
 *
 * Throws DestinationError, PlatformError, or the signal's reason: who is not remembered yet is looked at again.
 *
 * @returns the groups that are left alone
 */
export const applyGroups = async (context: ApplyContext, work: readonly Work[]): Promise<readonly PlannedSkip[]> => {
  const { destination, sealed, save } = context;
  const members = work.flatMap((each) => memberOf(context, each) ?? []);
  if (!destination.groups || members.length === 0) return [];
  const groups = await knownGroups(sealed);
  const changes = byGroup(members);
  const foreign = await ready(context, destination.groups, groups, changes);
  let done = 0;
  for (const [name, { add, remove }] of changes) {
    context.progress?.({ phase: 'groups', done: done++, of: changes.size });
    const id = groups.idOf(name);
    if (id === undefined || foreign.has(name)) continue;
    context.signal.throwIfAborted();
    context.alive();
    await destination.groups.change(id, { add, remove }, context.signal);
  }
  for (const member of members) remember(context, member, foreign);
  await save(work.length);
  return [...foreign].map((name) => ({ key: name, code: 'group-not-ours' }));
};

/** Who failed before is not put into anything. */
const memberOf = ({ known, same }: ApplyContext, work: Work): Member | undefined => {
  const key = same(work.key);
  const after = known.get(key);
  const { groupsBefore } = work;
  if (!isDelivery(work)) {
    const isDone = after?.state === 'disabled' && !after.trouble;
    return isDone && groupsBefore.length > 0
      ? { key, id: work.id, hash: undefined, groups: [], groupsBefore, groupsSure: [] }
      : undefined;
  }
  if (after?.state !== 'active' || after.trouble || hasItsGroups(work)) return undefined;
  const { hash, groups, groupsSure } = work;
  return { key, id: after.id, hash, groups, groupsBefore, groupsSure };
};

type GroupChanges = Map<string, { readonly add: string[]; readonly remove: string[] }>;

const byGroup = (members: readonly Member[]): GroupChanges => {
  const changes: GroupChanges = new Map();
  const changeOf = (name: string) => {
    const known = changes.get(name) ?? { add: [], remove: [] };
    changes.set(name, known);
    return known;
  };
  for (const { id, groups, groupsBefore, groupsSure } of members) {
    for (const name of groups) if (!groupsSure.includes(name)) changeOf(name).add.push(id);
    for (const name of groupsBefore) if (!groups.includes(name)) changeOf(name).remove.push(id);
  }
  return changes;
};

/**
 * Finds the groups, and makes those that are missing.
 *
 * @returns those that are left alone
 */
const ready = async (
  { sync, signal }: ApplyContext,
  destination: DestinationGroups,
  groups: KnownGroups,
  changes: GroupChanges,
): Promise<ReadonlySet<string>> => {
  const names = [...changes.keys()];
  const there = await destination.find(names, signal);
  const foreign = new Set<string>();
  const missing: string[] = [];
  for (const name of names) {
    const id = there.get(name);
    if (id === undefined) {
      groups.forget(name);
      if (changes.get(name)!.add.length > 0) missing.push(name);
    } else if (groups.isOurs(name) || sync.adopt === 'matching') groups.found(name, id);
    else foreign.add(name);
  }
  for (const name of missing) groups.intend(name);
  await groups.save();
  for (const name of missing) groups.found(name, await destination.create(name, signal));
  await groups.save();
  return foreign;
};

const remember = ({ known }: ApplyContext, member: Member, foreign: ReadonlySet<string>): void => {
  const { key, hash, groups } = member;
  const before = known.get(key);
  if (!before) return;
  const { groups: _, ...rest } = before;
  const joined = groups.filter((name) => !foreign.has(name));
  known.set(key, { ...rest, ...(hash !== undefined && { hash }), ...(joined.length > 0 && { groups: joined }) });
};
