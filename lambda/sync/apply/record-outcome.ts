import type { Change, Changed } from '../destinations/running-destination.ts';
import type { JsonObject } from '../json.ts';
import { type Delivery, hasItsGroups, isDelivery, type Removal, type Work } from '../plan/work.ts';
import { emailOf } from '../sign-in/email-of.ts';
import type { KnownTrouble, KnownUser } from '../state/known-user.ts';
import type { ApplyContext } from './apply-context.ts';
import { nextAttempt } from './next-attempt.ts';

/** What is asked of the destination. */
export const changeOf = (work: Work): Change => {
  if (!isDelivery(work)) return { kind: work.kind, key: work.key, id: work.id };
  const { key, found, fields } = work;
  const document = JSON.parse(work.text) as JsonObject;
  if (!found) return { kind: 'create', key, document };
  return { kind: 'update', key, id: found.id, document, found, fields };
};

/**
 * Remembers what came of one change.
 *
 * @returns whether it failed
 */
export const recordOutcome = (context: ApplyContext, work: Work, changed: Changed): boolean => {
  const isGone = changed.outcome === 'failed' && changed.code === 'gone' && !isDelivery(work);
  if (changed.outcome === 'done' || isGone) {
    if (isDelivery(work)) delivered(context, work, changed as Extract<Changed, { outcome: 'done' }>);
    else removed(context, work, isGone);
    return false;
  }
  const { code, status } = changed;
  context.log.warn('sync.user-failed', { ...context.audit, code, status });
  failed(context, work, code);
  return true;
};

const delivered = (
  { known, payloads, destination, same }: ApplyContext,
  work: Delivery,
  { id = work.found?.id ?? '', payload }: Extract<Changed, { outcome: 'done' }>,
): void => {
  const { key, hash, text, groups, groupsBefore } = work;
  // Who is not yet in the groups is looked at again if this process dies before, and taken out of those that it has got into.
  const isWhole = hasItsGroups(work);
  const perhaps = isWhole ? groups : [...new Set([...groupsBefore, ...groups])];
  known.set(same(key), {
    state: 'active',
    id,
    hash: isWhole ? hash : '',
    ...(perhaps.length > 0 && { groups: perhaps }),
  });
  if (!payloads) return;
  const document = JSON.parse(text) as JsonObject;
  payloads.set(same(key), {
    payload: payload ?? destination.payload(key, document, work.found),
    email: emailOf(document),
  });
};

const removed = (
  { known, payloads, same, now }: ApplyContext,
  { kind, key, id, groupsBefore }: Removal,
  isGone: boolean,
): void => {
  payloads?.set(same(key), undefined);
  if (kind === 'delete' || isGone) return known.set(same(key), undefined);
  known.set(same(key), {
    state: 'disabled',
    id,
    hash: '',
    since: now(),
    ...(groupsBefore.length > 0 && { groups: groupsBefore }),
  });
};

const failed = ({ known, same, now, random }: ApplyContext, work: Work, code: KnownTrouble['code']): void => {
  const { key } = work;
  const before = known.get(same(key));
  const hash = isDelivery(work) ? work.hash : '';
  const attempts = (before?.trouble?.hash === hash ? before.trouble.attempts : 0) + 1;
  const trouble: KnownTrouble = { code, attempts, nextAt: nextAttempt(attempts, now(), random()), hash };
  known.set(same(key), { ...stateAfter(work, before, code), trouble });
};

const stateAfter = (work: Work, before: KnownUser | undefined, code: string): KnownUser => {
  // It was ours, and is made again by us.
  if (code === 'gone') return { state: 'creating', id: '', hash: '' };
  // It was made by us before, perhaps by a process that died.
  if (before?.state === 'creating' && isDelivery(work) && work.found && !work.adopts)
    return { ...before, state: 'active', id: work.found.id };
  const isNew = before === undefined || before.state === 'creating' || before.state === 'absent';
  if (!isNew || !isDelivery(work)) return before ?? { state: 'absent', id: '', hash: '' };
  // Whoever did not answer may have made it all the same.
  return { state: work.kind === 'create' && code === 'failed' ? 'creating' : 'absent', id: '', hash: '' };
};
