import { isAbout, type RequestVariables } from '../../../../connectors/destinations/http/request-template.ts';
import type { ChangeRequest, HttpRequests } from '../../../../connectors/destinations/http/requests.ts';
import { canonicalText } from '../../mapping/canonical-text.ts';
import type { JsonCall } from '../ask-json.ts';
import type { Change, Changed } from '../running-destination.ts';
import { compareRecord } from './compare-record.ts';
import { createdId } from './created-id.ts';
import { filledRequest } from './filled-request.ts';
import { type HttpOutcome, httpOutcome } from './http-outcome.ts';
import { type FinderContext, type FindUser, userFinder } from './user-finder.ts';
import { disabledWhole, recordOf, unexpected, wholeOf } from './user-record.ts';

/** What users are changed with. */
export interface ChangeContext extends FinderContext {
  readonly requests: HttpRequests;
}

/** Makes one change of one user, by one call if nothing goes wrong. */
export type ChangeUser = (change: Change, signal: AbortSignal) => Promise<Changed>;

/** What changes some users at once. Where an API has no request for one user, they are looked up in one list. */
export const userChanger = (context: ChangeContext): ChangeUser => {
  const find = userFinder(context);
  return (change, signal) => {
    if (change.kind === 'create') return create(context, change, signal);
    if (change.kind === 'update') return update(context, find, change, signal);
    return change.kind === 'disable' ? disable(context, find, change, signal) : remove(context, change, signal);
  };
};

type Create = Extract<Change, { readonly kind: 'create' }>;
type Update = Extract<Change, { readonly kind: 'update' }>;
type Removal = Exclude<Change, Create | Update>;

const create = async (context: ChangeContext, change: Create, signal: AbortSignal): Promise<Changed> => {
  const { options, requests } = context;
  const { key, document } = change;
  const record = recordOf(key, document, options);
  const payload = canonicalText(record);
  const outcome = await send(context, requests.create, { key, record }, signal);
  if (outcome.result === 'done') {
    const id = createdId(outcome.answer, options, record) ?? (await userFinder(context)(key, signal))?.id;
    if (id === undefined)
      throw unexpected('create', `neither its answer nor the list has the id of who was made, at ${options.id}`);
    return { outcome: 'done', key, id, payload };
  }
  // A call that was broken off may have made the user all the same, and then it stands in its own way.
  if (outcome.result === 'failed' || outcome.result === 'conflict') {
    const there = await userFinder(context)(key, signal);
    if (there?.isActive && compareRecord(there.document, document).length === 0)
      return { outcome: 'done', key, id: there.id, payload };
  }
  return failed(key, outcome);
};

const update = async (
  context: ChangeContext,
  find: FindUser,
  change: Update,
  signal: AbortSignal,
): Promise<Changed> => {
  const { options, requests } = context;
  const { key, id, document, found } = change;
  const there = found.document ?? (await find(key, signal))?.document ?? {};
  const record = recordOf(key, document, options, there);
  const outcome = await send(context, requests.update, { key, id, record, whole: wholeOf(there, record) }, signal);
  return outcome.result === 'done'
    ? { outcome: 'done', key, id, payload: canonicalText(recordOf(key, document, options)) }
    : failed(key, outcome);
};

const disable = async (
  context: ChangeContext,
  find: FindUser,
  change: Removal,
  signal: AbortSignal,
): Promise<Changed> => {
  const { options, requests } = context;
  const { key, id } = change;
  const request = requests.disable;
  if (!request) return { outcome: 'done', key, id };
  if (!needsWhole(request)) return told(key, id, await send(context, request, { key, id }, signal));
  const there = await find(key, signal);
  if (!there || there.id !== id)
    return failed(key, { result: 'gone', reason: 'it is not at the destination any more' });
  if (options.active && !there.isActive) return { outcome: 'done', key, id };
  return told(
    key,
    id,
    await send(context, request, { key, id, whole: disabledWhole(there.document, options) }, signal),
  );
};

const needsWhole = ({ body, query, headers, path }: ChangeRequest): boolean =>
  isAbout([body ?? null, path, ...Object.values(query), ...Object.values(headers)], 'whole');

const remove = async (context: ChangeContext, change: Removal, signal: AbortSignal): Promise<Changed> => {
  const { key, id } = change;
  const request = context.requests.delete;
  const gone: Changed = { outcome: 'done', key, id: undefined };
  if (!request) return gone;
  const outcome = await send(context, request, { key, id }, signal);
  return outcome.result === 'gone' ? gone : told(key, undefined, outcome);
};

const send = (
  { ask, address, options, requests }: ChangeContext,
  request: ChangeRequest,
  variables: RequestVariables,
  signal: AbortSignal,
): Promise<HttpOutcome> => {
  const reads = request === requests.create ? 'any' : 'nothing';
  const prepare = (): JsonCall => ({ ...filledRequest(address, request, variables), reads });
  return httpOutcome(ask, prepare, options.statuses, signal);
};

const told = (key: string, id: string | undefined, outcome: HttpOutcome): Changed =>
  outcome.result === 'done' ? { outcome: 'done', key, id } : failed(key, outcome);

const failed = (key: string, outcome: Exclude<HttpOutcome, { readonly result: 'done' }>): Changed => ({
  outcome: 'failed',
  key,
  code: outcome.result,
  reason: outcome.reason,
  ...(outcome.status !== undefined && { status: outcome.status }),
});
