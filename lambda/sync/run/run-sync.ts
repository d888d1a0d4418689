import type { SyncDocument } from '../../../config/config.ts';
import type { UsedNames } from '../../../config/expression/used-names.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ApplyContext } from '../apply/apply-context.ts';
import { applyGroups } from '../apply/apply-groups.ts';
import { applyUsers, rememberConfirmed } from '../apply/apply-users.ts';
import { recordOutcome } from '../apply/record-outcome.ts';
import type { RunningDestination } from '../destinations/running-destination.ts';
import type { WatchedMapping } from '../mapping/mapped-user.ts';
import type { RunOptions } from '../open-sync.ts';
import { reasonsOf } from '../plan/guard.ts';
import { type MadePlan, makePlan } from '../plan/make-plan.ts';
import type { SourcePeople } from '../read/source-people.ts';
import type { Watermark } from '../state/sync-state.ts';
import type { SyncStore } from '../state/sync-store.ts';
import { type AskedRun, isPlan, type RunCounts, type RunKind, type RunOutcome, type RunRecord } from '../sync-run.ts';
import { explainFailure } from './explain-failure.ts';
import { isApproved } from './is-approved.ts';
import { nextDue } from './next-due.ts';

/** What runs are made from. */
export interface RunContext {
  readonly document: SyncDocument;
  readonly platform: Pick<Platform, 'log' | 'now' | 'random' | 'reference'>;
  readonly store: SyncStore;
  /** One for each run: it remembers which fields gave nothing. */
  mapping(): WatchedMapping;
  /** Of everything that decides what the destination is to have: another one has all compared. */
  readonly configuration: string;
  readonly destination: RunningDestination;
  /** Whether payloads are kept for tokens at sign-in. */
  readonly keepsPayloads: boolean;
  /** Reads everybody from the source. Throws as an import does. */
  readPeople(options: RunOptions, uses: UsedNames): Promise<SourcePeople>;
}

/** A run, and what it threw if it failed. */
export interface EndedRun {
  readonly record: RunRecord;
  readonly thrown?: unknown;
}

type End = Pick<RunRecord, 'counts' | 'applied' | 'reasons' | 'plan' | 'code'> & { readonly outcome: RunOutcome };

/**
 * One run: reads, plans, asks the guard, applies, and writes the watermark last. Whoever calls it has the lease.
 *
 * Throws PlatformError where not even what came of it can be written.
 *
 * @param alive throws when the lease is lost
 */
export const runSync = async (
  context: RunContext,
  asked: AskedRun,
  options: RunOptions,
  alive: () => void,
): Promise<EndedRun> => {
  const { document, platform, store } = context;
  const { log, now } = platform;
  const { id, kind, cause, by } = asked;
  const audit = { gateway: document.gateway, sync: document.name, run: id, kind, cause };
  const begun: RunRecord = { id, kind, cause, ...(by !== undefined && { by }), startedAt: now() };
  await store.remember(begun);
  log.info('sync.started', audit);
  let thrown: unknown;
  const run = new Run(context, begun, { ...options, alive }, audit);
  const end = await run.end().catch(async (error: unknown): Promise<End> => {
    thrown = error;
    if (options.signal.aborted) return { outcome: 'unfinished' };
    const { code, fields } = explainFailure(error);
    log.error('sync.failed', { ...audit, code, ...fields });
    return { outcome: 'failed', code };
  });
  // What failed before anything was applied has its next time, unless somebody called who does not call again; what was cut off goes on soon. Of a plan
  // nothing goes on: whoever asked what would be done has not asked for it to be done.
  if (thrown !== undefined && !isPlan(kind) && (run.hasBegun || end.outcome === 'unfinished' || cause === 'webhook'))
    await markUnfinished(store, kind);
  const record: RunRecord = { ...begun, ...end, endedAt: now() };
  await store.remember(record);
  const { outcome, counts, code } = record;
  log.info('sync.ended', { ...audit, outcome, code, ...counts, milliseconds: now() - begun.startedAt });
  return { record, thrown };
};

/** Whoever goes on after a full run compares everything too: only for a map that is not known to be applied is that done. */
const markUnfinished = async ({ marks }: SyncStore, kind: RunKind): Promise<void> => {
  await marks.change(({ mapping, ...mark }) => ({
    ...mark,
    unfinished: true,
    ...(mapping !== undefined && kind !== 'full' && { mapping }),
  }));
};

class Run {
  /** Whether anything was applied, perhaps. */
  hasBegun = false;
  readonly #context: RunContext;
  readonly #begun: RunRecord;
  readonly #options: RunOptions & { alive(): void };
  readonly #audit: Readonly<Record<string, string>>;

  constructor(
    context: RunContext,
    begun: RunRecord,
    options: RunOptions & { alive(): void },
    audit: Readonly<Record<string, string>>,
  ) {
    this.#context = context;
    this.#begun = begun;
    this.#options = options;
    this.#audit = audit;
  }

  async end(): Promise<End> {
    const { store, platform } = this.#context;
    const { log, now } = platform;
    const mark = await store.watermark();
    const made = await this.#plan(mark);
    const { plan, tripped } = made;
    log.info('sync.planned', { ...this.#audit, ...plan.counts });
    this.#options.planned?.(plan);
    this.#tellOfSkipped(made);
    if (isPlan(this.#begun.kind)) {
      await store.keepPlan(plan);
      return { outcome: 'planned', counts: plan.counts, plan: plan.id };
    }
    if (tripped.length > 0 && !(await isApproved(store, made, now()))) {
      await store.keepPlan(plan);
      const reasons = reasonsOf(tripped);
      log.error('sync.tripped', {
        ...this.#audit,
        rules: [...new Set(tripped.map(({ rule }) => rule))].join(', '),
        reasons: reasons.join('; '),
      });
      return { outcome: 'tripped', counts: plan.counts, reasons, plan: plan.id };
    }
    return this.#apply(mark, made);
  }

  async #plan(mark: Watermark): Promise<MadePlan & { readonly isFull: boolean }> {
    const { document, store, mapping, destination, platform, configuration } = this.#context;
    const { kind, id } = this.#begun;
    const isFull = kind === 'full' || kind === 'full-plan' || mark.mapping !== configuration;
    const watched = mapping();
    const people = await this.#context.readPeople(this.#options, watched.uses);
    const known = await store.users();
    const made = await makePlan({
      ...this.#options,
      id,
      kind,
      isFull,
      keepsPayloads: this.#context.keepsPayloads,
      people,
      mapping: watched,
      known,
      watermark: mark,
      destination,
      sync: document.sync,
      now: platform.now,
    });
    for (const at of watched.emptyFields()) platform.log.warn('sync.field-empty', { ...this.#audit, at });
    return { ...made, isFull };
  }

  async #apply(mark: Watermark, made: MadePlan & { readonly isFull: boolean }): Promise<End> {
    const { document, store, destination, platform, keepsPayloads } = this.#context;
    const { known, work, plan } = made;
    const { sync } = document;
    const payloads = keepsPayloads ? await store.payloads() : undefined;
    const save = async (applied: number): Promise<void> => {
      this.#options.alive();
      // Who is remembered as delivered has a payload.
      await payloads?.flush();
      await known.flush();
      await store.remember({ ...this.#begun, counts: plan.counts, applied });
    };
    const context: ApplyContext = {
      ...this.#options,
      destination,
      sync,
      same: (key) => destination.sameKey?.(key) ?? key,
      known,
      payloads,
      sealed: store.sealed,
      log: platform.log,
      audit: this.#audit,
      now: platform.now,
      random: platform.random,
      save,
    };
    // Whoever dies from here on is followed soon by one who goes on.
    if (work.length > 0) await markUnfinished(store, this.#begun.kind);
    this.hasBegun = true;
    for (const key of made.forgotten) {
      known.set(key, undefined);
      payloads?.set(key, undefined);
    }
    for (const { from, to } of made.renamed) {
      known.set(to, { ...known.get(from)!, hash: '' });
      known.set(from, undefined);
      payloads?.set(from, undefined);
    }
    rememberConfirmed(context, made.confirmed);
    for (const each of made.gone) recordOutcome(context, each, { outcome: 'done', key: each.key, id: each.id });
    let applied = 0;
    try {
      const outcome = await applyUsers(context, work);
      applied = outcome.applied;
      await save(applied);
      const foreign = outcome.isQuarantined ? [] : await applyGroups(context, work);
      if (foreign.length > 0)
        platform.log.warn('sync.skipped', { ...this.#audit, code: 'group-not-ours', count: foreign.length });
      const counts: RunCounts = { ...plan.counts, failed: outcome.failed };
      if (outcome.isQuarantined) return await this.#quarantine(mark, counts, made, applied);
      await this.#done(mark, made);
      return { outcome: 'done', counts, applied };
    } catch (error) {
      // What was done is done: nobody does it again who reads it here.
      await save(applied).catch(() => undefined);
      throw error;
    }
  }

  async #quarantine(mark: Watermark, counts: RunCounts, { known }: MadePlan, applied: number): Promise<End> {
    const { document, store, platform } = this.#context;
    const { now, log } = platform;
    const { failed } = counts;
    const since = mark.quarantined?.since ?? now();
    const quarantined = { since, failed, triedAt: now() };
    const dueAt = nextDue(known, document.sync.deleteAfterDays, this.#begun.startedAt);
    await store.marks.change(({ unfinished: _, ...before }) => ({ ...before, dueAt, quarantined }));
    log.error('sync.quarantined', { ...this.#audit, failed, of: applied });
    return { outcome: 'quarantined', counts, applied };
  }

  async #done(mark: Watermark, { seen, known, isFull }: MadePlan & { readonly isFull: boolean }): Promise<void> {
    const { document, store, platform, configuration } = this.#context;
    const at = platform.now();
    const dueAt = nextDue(known, document.sync.deleteAfterDays, this.#begun.startedAt);
    const next: Watermark = { mapping: configuration, doneAt: at, fullAt: isFull ? at : mark.fullAt, ...seen, dueAt };
    await store.marks.change(() => next);
    await store.approval.change(({ given }) => (given ? {} : undefined));
    await store.dropPlan();
  }

  #tellOfSkipped({ skipped }: MadePlan): void {
    const counts = new Map<string, number>();
    for (const { code } of skipped) counts.set(code, (counts.get(code) ?? 0) + 1);
    for (const [code, count] of counts)
      this.#context.platform.log.warn('sync.skipped', { ...this.#audit, code, count });
  }
}
