import type { SyncConfig } from '../../../config/sync-config.ts';
import type { RunningDestination } from '../destinations/running-destination.ts';
import type { WatchedMapping } from '../mapping/mapped-user.ts';
import type { RunOptions } from '../open-sync.ts';
import type { SourcePeople } from '../read/source-people.ts';
import type { KeptLines } from '../state/kept-lines.ts';
import type { KnownUser } from '../state/known-user.ts';
import type { Watermark } from '../state/sync-state.ts';
import type { RunCounts, RunKind } from '../sync-run.ts';
import { candidates } from './candidates.ts';
import { guard, reasonsOf, type Tripped } from './guard.ts';
import { type MadeWork, makeWork } from './make-work.ts';
import { hashedMembers } from './members.ts';
import { groupCounts, plannedChange } from './planned-change.ts';
import type { PlannedSkip, SyncPlan } from './sync-plan.ts';
import type { Work } from './work.ts';

/** A plan, and what it is applied with. */
export interface MadePlan extends MadeWork {
  readonly plan: SyncPlan;
  readonly known: KeptLines<KnownUser>;
  readonly tripped: readonly Tripped[];
  /** What the next run compares the source with. */
  readonly seen: Pick<Watermark, 'users' | 'members' | 'attributes' | 'keyless'>;
}

/** What a plan is made from. */
export interface MakePlanOptions extends RunOptions {
  readonly id: string;
  readonly kind: RunKind;
  readonly isFull: boolean;
  readonly keepsPayloads: boolean;
  readonly people: SourcePeople;
  readonly mapping: WatchedMapping;
  readonly known: KeptLines<KnownUser>;
  readonly watermark: Watermark;
  readonly destination: RunningDestination;
  readonly sync: SyncConfig;
  now(): number;
}

/** Fields are told of so many: people read no more, and all would be too much to keep. */
const mostTold = 5_000;

/** Computes what a run is to do. Nothing is changed anywhere. Throws DestinationError, or the signal's reason. */
export const makePlan = async (options: MakePlanOptions): Promise<MadePlan> => {
  const { id, people, known, watermark, destination, sync, now, progress } = options;
  const hasGroups = destination.groups !== undefined;
  const same = (key: string) => destination.sameKey?.(key) ?? key;
  const chosen = await candidates({
    ...options,
    same,
    hasGroups,
    progress: (done) => progress?.({ phase: 'planning', done, of: people.count }),
  });
  const made = await makeWork({
    ...options,
    same,
    candidates: chosen,
    progress: (done, of) => progress?.({ phase: 'planning', done, of }),
  });
  const skipped = [...chosen.skipped, ...made.skipped];
  const members = hashedMembers(people.members);
  const counts = countsOf(chosen.users, made, skipped);
  const active = Array.from(known.entries()).filter(([, { state }]) => isPerhapsActive(state)).length;
  const tripped = guard(sync.guard, {
    disable: counts.disable,
    delete: counts.delete,
    active,
    users: chosen.users,
    usersBefore: watermark.users,
    keyless: chosen.keyless,
    keylessBefore: watermark.keyless,
    members: members.byHash,
    membersBefore: new Map(Object.entries(watermark.members ?? {})),
    filled: chosen.filled,
    filledBefore: lookedAt(watermark.attributes, options.mapping),
  });
  const plan: SyncPlan = {
    id,
    madeAt: now(),
    counts,
    tripped: reasonsOf(tripped).map(members.named),
    ...(tripped.length > 0 && { objections: tripped.map(({ sentence: _, ...objection }) => objection) }),
    changes: made.work.map((work, index) => plannedChange(work, index < mostTold)),
    skipped,
    groups: hasGroups ? groupCounts(made.work) : [],
  };
  const seen = {
    users: chosen.users,
    keyless: chosen.keyless,
    members: Object.fromEntries(members.byHash),
    attributes: Object.fromEntries(chosen.filled),
  };
  return { ...made, skipped, plan, known, tripped, seen };
};

/** What the map does not look at any more is not even read. */
const lookedAt = (
  attributes: Watermark['attributes'] = {},
  { uses: { user } }: WatchedMapping,
): ReadonlyMap<string, number> =>
  new Map(Object.entries(attributes).filter(([name]) => user === 'all' || user.has(name)));

/** Also who was about to be made when a process died: such a one may be disabled too. */
const isPerhapsActive = (state: KnownUser['state']): boolean => state === 'active' || state === 'creating';

const countsOf = (users: number, { work, confirmed }: MadeWork, skipped: readonly PlannedSkip[]): RunCounts => {
  const count = (kind: Work['kind']) => work.filter((each) => each.kind === kind).length;
  const create = count('create');
  const update = count('update');
  const ofUsers = skipped.filter(({ code }) => code !== 'group-not-ours').length;
  return {
    users,
    create,
    update,
    disable: count('disable'),
    delete: count('delete'),
    unchanged: Math.max(0, users - create - update - ofUsers),
    adopted:
      work.filter((each) => each.kind === 'update' && each.adopts).length +
      confirmed.filter(({ adopts }) => adopts).length,
    skipped: ofUsers,
    failed: 0,
  };
};
