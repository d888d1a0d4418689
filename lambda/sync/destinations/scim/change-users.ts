import { DestinationError } from '../destination-error.ts';
import type { Change, Changed } from '../running-destination.ts';
import { type ChangeAnswer, done, failed, idIn, refusal } from './change-result.ts';
import { compareUser } from './compare-user.ts';
import type { FindUsers } from './find-users.ts';
import { externalIdOf } from './found-user.ts';
import { type ChangeManner, type PreparedChange, type PrepareOptions, prepareChange } from './prepare-change.ts';
import { userResource } from './user-resource.ts';

/** Changes users one by one. */
export interface ChangeUsers {
  /** The request of a change, or what came of it if there is none to be sent. */
  prepare(change: Change, signal: AbortSignal): Promise<PreparedChange | Changed>;
  /** What came of a change that was sent: what can be done about a refusal is done. */
  settle(change: Change, sent: PreparedChange, answer: ChangeAnswer, signal: AbortSignal): Promise<Changed>;
  /** Prepares, sends and settles. Throws DestinationError if the service can not be used at all. */
  change(change: Change, signal: AbortSignal): Promise<Changed>;
}

/** What users are changed with. */
export interface ChangeUsersOptions extends PrepareOptions {
  readonly find: FindUsers;
  readonly manner: ChangeManner;
}

/** Tells a request from an outcome. */
export const isPrepared = (prepared: PreparedChange | Changed): prepared is PreparedChange => 'method' in prepared;

/** Changes can be tried again in another manner so often: without filters, by PUT, and after somebody else's change. */
const mostAttempts = 4;

/** Changes users, and learns from refusals how the service wants it. */
export const changeUsers = (options: ChangeUsersOptions): ChangeUsers => {
  const { service, abilities, find } = options;
  let { manner } = options;

  const prepare = async (change: Change, own: ChangeManner, signal: AbortSignal): Promise<PreparedChange | Changed> => {
    const prepared = await prepareChange(options, change, own, signal);
    if (prepared === undefined) return done(change);
    return prepared === 'gone' ? failed(change, 'gone', 'the service has no such user any more', 404) : prepared;
  };

  const send = async ({ method, path, data, version }: PreparedChange, signal: AbortSignal): Promise<ChangeAnswer> => {
    const { status, body, headers } = await service.send(method, path, signal, { body: data, ifMatch: version });
    return { status, body, location: headers.get('location') ?? undefined };
  };

  const attempt = async (change: Change, signal: AbortSignal, left: number, own = manner): Promise<Changed> => {
    const prepared = await prepare(change, own, signal);
    if (!isPrepared(prepared)) return prepared;
    return settle(change, prepared, await send(prepared, signal), signal, left, own);
  };

  const settle = async (
    change: Change,
    sent: PreparedChange,
    answer: ChangeAnswer,
    signal: AbortSignal,
    left: number,
    own: ChangeManner,
  ): Promise<Changed> => {
    const { status } = answer;
    if (status >= 200 && status < 300) return change.kind === 'create' ? created(change, answer, signal) : done(change);
    if (change.kind === 'delete' && status === 404) return done(change);
    if (left === 0) return refusal(change, answer);
    if (change.kind === 'create' && status === 409) return takeOver(change, answer, signal, left);
    if (sent.method === 'PUT' && status === 412) return attempt(change, signal, 0, own);
    const other = otherManner(own, sent, status);
    if (!other) return refusal(change, answer);
    const changed = await attempt(change, signal, left - 1, other);
    // What is refused in any manner says nothing of the manner.
    if (changed.outcome === 'done') manner = other;
    return changed;
  };

  const created = async (change: Change, answer: ChangeAnswer, signal: AbortSignal): Promise<Changed> => {
    const id = idIn(answer) ?? (await find([change.key], signal)).get(change.key)?.id;
    return id === undefined
      ? failed(change, 'failed', 'the service says that it made the user, and does not have it', answer.status)
      : done(change, id);
  };

  /** Who was made by a request whose answer was lost is ours: by its externalId, or because it is just as we made it. */
  const takeOver = async (
    change: Extract<Change, { kind: 'create' }>,
    answer: ChangeAnswer,
    signal: AbortSignal,
    left: number,
  ): Promise<Changed> => {
    const { key, document } = change;
    const found = (await find([key], signal)).get(key);
    if (!found?.document) return refusal(change, answer);
    const { match } = options.options;
    const { externalId, ...resource } = userResource(key, document, match);
    const fields = compareUser(found.document, resource, abilities.schema);
    const isOurs = externalIdOf(found.document) === externalId || (match === 'userName' && fields.length === 0);
    if (!isOurs) return refusal(change, answer);
    return attempt({ kind: 'update', key, id: found.id, document, found, fields }, signal, left - 1);
  };

  return {
    prepare: (change, signal) => settled(change, () => prepare(change, manner, signal)),
    settle: (change, sent, answer, signal) =>
      settled(change, () => settle(change, sent, answer, signal, mostAttempts, manner)),
    change: (change, signal) => settled(change, () => attempt(change, signal, mostAttempts)),
  };
};

/** A request that broke off is a failure of this user alone: another may do better. */
const settled = async <Outcome>(change: Change, work: () => Promise<Outcome>): Promise<Outcome | Changed> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DestinationError) || error.code !== 'destination-failed') throw error;
    const { status } = error.detail;
    return failed(change, 'failed', error.message, typeof status === 'number' ? status : undefined);
  }
};

/** How a change may succeed that was refused: services say that they patch and do not, or know no filters in paths. */
const otherManner = (manner: ChangeManner, sent: PreparedChange, status: number): ChangeManner | undefined => {
  if (sent.method !== 'PATCH') return undefined;
  if (status === 405 || status === 501) return { ...manner, update: 'put' };
  return status === 400 && sent.hasFilter ? { ...manner, lists: 'whole' } : undefined;
};
