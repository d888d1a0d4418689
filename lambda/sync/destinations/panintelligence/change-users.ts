import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import type { JsonObject } from '../../json.ts';
import type { Change, Changed } from '../running-destination.ts';
import { desiredPayload, disabledPayload, isEnabled } from './desired-payload.ts';
import { type FailedChange, failedChange, unanswered } from './failed-change.ts';
import type { PanintelligenceApi } from './panintelligence-api.ts';
import { type Push, type Pushed, pushPayloads } from './push-payloads.ts';
import { userCode } from './user-code.ts';
import type { FoundUser, UserFinder } from './user-finder.ts';

/** What users are changed with. */
export interface ChangeOptions {
  readonly api: PanintelligenceApi;
  readonly users: UserFinder;
  readonly others: PanintelligenceOptions['others'];
}

/** Changes users: who is to be there by their payloads, all of them together; who is to be deleted one by one. */
export const changeUsers = async (
  { api, users, others }: ChangeOptions,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Changed[]> => {
  const unread = changes.filter((change) => needsReading(change, others)).map(({ key }) => key);
  const read = unread.length > 0 ? await users.find(unread, signal) : new Map<string, FoundUser>();
  // Who is deleted must be the right one: by the number that the user code has now.
  const everybody = changes.some(({ kind }) => kind === 'delete') ? await users.everybody(signal) : new Map();

  const remove = async (key: string): Promise<Changed> => {
    const user = everybody.get(userCode(key));
    if (!user) return done(key, undefined);
    const name = 'DELETE /users/{id}';
    const problem = await api
      .remove(user, signal)
      .then((status) => failedChange(name, isGone(status) ? 200 : status), unanswered);
    return problem ? failed(key, problem) : done(key, undefined);
  };

  const prepared = changes.map((change) => prepare(change, others, read.get(change.key)?.document));
  const pushed = await pushPayloads(api, prepared.filter(isPush), signal);
  return Promise.all(
    changes.map(({ kind, key }, at) => {
      const each = prepared[at];
      if (!each) return remove(key);
      return isPush(each) ? outcomeOf(key, kind, pushed.get(key)!) : each;
    }),
  );
};

/** Whether it must be known what the user is: all of it is sent again. */
const needsReading = (change: Change, others: PanintelligenceOptions['others']): boolean =>
  change.kind === 'disable' || (change.kind === 'update' && others === 'keep' && !change.found.document);

/**
 * What is to be delivered for a change, or what comes of it without; `undefined` of who is to be deleted.
 *
 * @param read what the user is, as far as that had to be read
 */
const prepare = (
  change: Change,
  others: PanintelligenceOptions['others'],
  read: JsonObject | undefined,
): Push | Changed | undefined => {
  const { key, kind } = change;
  if (kind === 'create') return { key, payload: desiredPayload(key, change.document) };
  if (kind === 'update') {
    const kept = others === 'keep' ? (change.found.document ?? read) : undefined;
    return { key, payload: desiredPayload(key, change.document, kept) };
  }
  if (kind === 'delete') return undefined;
  if (!read) return failed(key, { code: 'gone', reason: 'it is not at the dashboard any more' });
  return isEnabled(read) ? { key, payload: disabledPayload(read) } : done(key, userCode(key));
};

const isPush = (each: Push | Changed | undefined): each is Push =>
  each !== undefined && 'payload' in each && typeof each.payload === 'object';

const isGone = (status: number): boolean => status === 404 || status === 410;

const outcomeOf = (key: string, kind: Change['kind'], pushed: Pushed): Changed => {
  if ('failed' in pushed) return failed(key, pushed.failed);
  return { ...done(key, userCode(key)), ...(kind !== 'disable' && { payload: pushed.text }) };
};

const done = (key: string, id: string | undefined): Extract<Changed, { outcome: 'done' }> => ({
  outcome: 'done',
  key,
  id,
});

const failed = (key: string, { code, reason, status }: FailedChange): Changed => ({
  outcome: 'failed',
  key,
  code,
  reason,
  ...(status !== undefined && { status }),
});
