import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import type { JsonObject } from '../../json.ts';
import type { Change, Changed } from '../running-destination.ts';
import type { DashboardUsers } from './dashboard-users.ts';
import { desiredPayload, disabledPayload, isEnabled } from './desired-payload.ts';
import { type FailedChange, failedChange, unanswered } from './failed-change.ts';
import type { PanintelligenceApi } from './panintelligence-api.ts';
import { type Push, type Pushed, pushPayloads } from './push-payloads.ts';
import { userCode } from './user-code.ts';

/** What users are changed with. */
export interface ChangeOptions {
  readonly api: PanintelligenceApi;
  readonly users: DashboardUsers;
  readonly others: PanintelligenceOptions['others'];
  /** What a user is now; `undefined` if it is not there. */
  read(key: string, signal: AbortSignal): Promise<JsonObject | undefined>;
}

/** Changes users: who is to be there by their payloads, all of them together; who is to be deleted one by one. */
export const changeUsers = async (
  { api, users, others, read }: ChangeOptions,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Changed[]> => {
  const pushOf = async (change: Exclude<Change, { kind: 'delete' }>): Promise<Push | Changed> => {
    const { key, kind } = change;
    if (kind === 'create') return { key, payload: desiredPayload(key, change.document) };
    if (kind === 'update') {
      const kept = others === 'keep' ? (change.found.document ?? (await read(key, signal))) : undefined;
      return { key, payload: desiredPayload(key, change.document, kept) };
    }
    const payload = await read(key, signal);
    if (!payload) return failed(key, { code: 'gone', reason: 'it is not at the dashboard any more' });
    return isEnabled(payload) ? { key, payload: disabledPayload(payload) } : done(key, userCode(key));
  };

  const remove = async (key: string, signal: AbortSignal): Promise<Changed> => {
    const user = (await listed).get(userCode(key));
    if (!user) return done(key, undefined);
    const name = 'DELETE /users/{id}';
    const problem = await api
      .remove(user, signal)
      .then((status) => failedChange(name, isGone(status) ? 200 : status), unanswered);
    return problem ? failed(key, problem) : done(key, undefined);
  };

  // Who is deleted must be the right one: by the number that the user code has now.
  const listed = changes.some(({ kind }) => kind === 'delete') ? users.now(signal) : Promise.resolve(new Map());
  const prepared = await Promise.all(
    changes.map((change) => (change.kind === 'delete' ? remove(change.key, signal) : pushOf(change))),
  );
  const pushed = await pushPayloads(api, prepared.filter(isPush), signal);
  const changed = changes.map(({ kind, key }, at) => {
    const each = prepared[at]!;
    return isPush(each) ? outcomeOf(key, kind, pushed.get(key)!) : each;
  });
  if (changed.some(({ outcome }) => outcome === 'failed')) users.forget();
  return changed;
};

const isPush = (each: Push | Changed): each is Push => 'payload' in each && typeof each.payload === 'object';

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
