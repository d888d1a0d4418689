import type { Objection } from '../plan/guard.ts';
import type { MadePlan } from '../plan/make-plan.ts';
import { isDelivery } from '../plan/work.ts';
import type { SyncStore } from '../state/sync-store.ts';

/** An approval is good for so long, in milliseconds. */
const goodFor = 7 * 86_400_000;

/**
 * Whether somebody has looked at what the guard stops: the plan that waits was approved, and this one takes nobody away whom that one did not, and has no
 * more against it.
 */
export const isApproved = async (store: SyncStore, made: MadePlan, now: number): Promise<boolean> => {
  const [{ given }, waiting] = await Promise.all([store.approval.read(), store.plan()]);
  if (!given || !waiting || given.plan !== waiting.id || now - given.at > goodFor) return false;
  const isGone = ({ kind }: { readonly kind: string }): boolean => kind === 'disable' || kind === 'delete';
  const seen = new Set(waiting.changes.filter(isGone).map(({ key }) => key));
  const isSeen = ({ rule, group, attribute, gone }: Objection): boolean =>
    (waiting.objections ?? []).some(
      (each) => each.rule === rule && each.group === group && each.attribute === attribute && each.gone >= gone,
    );
  return made.tripped.every(isSeen) && made.work.every((each) => isDelivery(each) || seen.has(each.key));
};
