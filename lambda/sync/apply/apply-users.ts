import type { Confirmed } from '../plan/make-work.ts';
import { type Delivery, isDelivery, isOfGroupsAlone, type Removal, type Work } from '../plan/work.ts';
import type { Applied, ApplyContext } from './apply-context.ts';
import { changeOf, recordOutcome } from './record-outcome.ts';

/** What is done is saved so often, in milliseconds. */
const saveEvery = 5_000;

/**
 * Applies what is to be done with users: first who comes or changes, then who is disabled, then who is deleted. Before anybody is made or adopted it is
 * written down who is about to be: whom another process then finds there is ours. And before anybody is disabled, tokens at sign-in say nothing of them any
 * more, whatever the destination answers.
 *
 * Throws DestinationError, PlatformError, or the signal's reason; what was done until then is remembered, and saved by the caller.
 */
export const applyUsers = async (context: ApplyContext, work: readonly Work[]): Promise<Applied> => {
  const { destination, sync, known, same, save, now, progress } = context;
  const own = work.filter((each) => !isDelivery(each) || !isOfGroupsAlone(each));
  // Of them nothing is sent but groups, which come later: that they are there is known already.
  for (const each of work.filter(isDelivery).filter(isOfGroupsAlone))
    recordOutcome(context, each, { outcome: 'done', key: each.key, id: each.found!.id });
  const isNew = (each: Work): each is Delivery => isDelivery(each) && (each.kind === 'create' || each.adopts);
  const intents = new Map(own.filter(isNew).map(({ key }) => [same(key), known.get(same(key))]));
  for (const [key, before] of intents) known.set(key, { ...before, state: 'creating', id: '', hash: '' });
  const told = own.filter((each): each is Removal => !isDelivery(each) && isToldOf(context, each));
  // Whoever comes back before that is done is looked at again, and told of again.
  for (const key of told.map((each) => same(each.key))) known.set(key, { ...known.get(key)!, hash: '' });
  if (intents.size > 0 || told.length > 0) await save(0);
  for (const { key } of told) context.payloads!.set(same(key), undefined);
  if (told.length > 0) await save(0);

  let applied = 0;
  let failed = 0;
  let isQuarantined = false;
  let savedAt = now();
  let saving: Promise<void> = Promise.resolve();
  const keep = async (): Promise<void> => {
    if (now() - savedAt < saveEvery) return;
    savedAt = now();
    const before = saving;
    saving = before.then(() => save(applied));
    await saving;
  };
  const isTooMuch = (): boolean =>
    failed >= Math.max(1, sync.quarantine.few) && failed * 100 >= own.length * sync.quarantine.percent;

  const batch = async (some: readonly Work[]): Promise<void> => {
    context.signal.throwIfAborted();
    context.alive();
    for (const { key } of some) intents.delete(same(key));
    const outcomes = await destination.change(some.map(changeOf), context.signal);
    some.forEach((each, index) => {
      applied++;
      if (recordOutcome(context, each, outcomes[index]!)) failed++;
    });
    progress?.({ phase: 'applying', done: applied, of: own.length });
    isQuarantined ||= isTooMuch();
    await keep();
  };

  try {
    for (const phase of [own.filter(isDelivery), ofKind(own, 'disable'), ofKind(own, 'delete')]) {
      if (isQuarantined) break;
      const batches = inBatches(phase, destination.batch);
      await atOnce(
        sync.rate.concurrency,
        batches,
        (some) => batch(some),
        () => isQuarantined,
      );
    }
  } finally {
    // Who was not even asked for is not about to be made any more.
    for (const [key, before] of intents) known.set(key, before);
    await saving;
  }
  return { applied, failed, isQuarantined };
};

/** Remembers who is as the map says already. */
export const rememberConfirmed = ({ known, payloads, same }: ApplyContext, confirmed: readonly Confirmed[]): void => {
  for (const { key, id, hash, groups, payload } of confirmed) {
    known.set(same(key), { state: 'active', id, hash, ...(groups.length > 0 && { groups }) });
    if (payload) payloads?.set(same(key), payload);
  }
};

const isToldOf = ({ known, payloads, same }: ApplyContext, { key }: Removal): boolean =>
  payloads?.get(same(key)) !== undefined && known.get(same(key)) !== undefined;

const ofKind = (work: readonly Work[], kind: Work['kind']): readonly Work[] =>
  work.filter((each) => each.kind === kind);

const inBatches = (work: readonly Work[], size: number): readonly (readonly Work[])[] =>
  Array.from({ length: Math.ceil(work.length / size) }, (_, index) => work.slice(index * size, (index + 1) * size));

/** The first error ends it, once what was begun has ended: what came of that is remembered too. */
const atOnce = async <Item>(
  count: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  isOver: () => boolean,
): Promise<void> => {
  let next = 0;
  let error: { readonly thrown: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (next < items.length && !error && !isOver()) {
      try {
        await work(items[next++]!);
      } catch (thrown) {
        error ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  if (error) throw error.thrown;
};
