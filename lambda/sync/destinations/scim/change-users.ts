import { DestinationError } from '../destination-error.ts';
import type { Change, Changed } from '../running-destination.ts';
import { type ChangeAnswer, done, failed, idIn, refusal } from './change-result.ts';
import { compareUser } from './compare-user.ts';
import type { FindUsers } from './find-users.ts';
import { externalIdOf, foundUser } from './found-user.ts';
import { type ChangeManner, type PreparedChange, type PrepareOptions, prepareChange } from './prepare-change.ts';
import { bodyRead } from './scim-service.ts';
import { comparedUser } from './user-resource.ts';

/** Changes users one by one. */
export interface ChangeUsers {
  /** The request of a change, or what came of it if there is none to be sent. */
  prepare(change: Change, signal: AbortSignal): Promise<PreparedChange | Changed>;
  /** What came of a change that was sent: what can be done about a refusal is done. */
  settle(change: Change, sent: PreparedChange, answer: ChangeAnswer, signal: AbortSignal): Promise<Changed>;
  /** Prepares, sends and settles; once more if the answer is lost. Throws DestinationError if the service can not be used at all. */
  change(change: Change, signal: AbortSignal): Promise<Changed>;
  /** Makes a change that may have been made already: looks first at what is there. */
  changeAgain(change: Change, signal: AbortSignal): Promise<Changed>;
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
  const { match } = options.options;
  let { manner } = options;

  const prepare = async (change: Change, own: ChangeManner, signal: AbortSignal): Promise<PreparedChange | Changed> => {
    const prepared = await prepareChange(options, change, own, signal);
    if (prepared === undefined) return done(change);
    return prepared === 'gone' ? gone(change) : prepared;
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
    if (change.kind === 'create' && status === 409)
      return (await takeOver(change, signal, left - 1)) ?? refusal(change, answer);
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

  /**
   * Who was made by a request whose answer was lost is ours: by its externalId, or because it is just as we made it.
   *
   * @returns `undefined` if there is nobody, or somebody else
   */
  const takeOver = async (change: Creation, signal: AbortSignal, left: number): Promise<Changed | undefined> => {
    const { key, document } = change;
    const found = (await find([key], signal)).get(key);
    if (!found?.document) return undefined;
    const fields = compareUser(found.document, comparedUser(key, document, match), abilities.schema);
    const isOurs = externalIdOf(found.document) === key || (match === 'userName' && fields.length === 0);
    return isOurs ? attempt({ kind: 'update', key, id: found.id, document, found, fields }, signal, left) : undefined;
  };

  const attemptAgain = async (change: Change, signal: AbortSignal): Promise<Changed> => {
    if (change.kind === 'create')
      return (await takeOver(change, signal, mostAttempts)) ?? attempt(change, signal, mostAttempts);
    if (change.kind !== 'update') return attempt(change, signal, mostAttempts);
    const path = `${abilities.users}/${encodeURIComponent(change.id)}`;
    const answer = await service.send('GET', path, signal);
    if (answer.status === 404) return gone(change);
    const found = { ...foundUser(bodyRead(answer, path), match), key: change.key };
    const fields = compareUser(
      found.document ?? {},
      comparedUser(change.key, change.document, match),
      abilities.schema,
    );
    return attempt({ ...change, found, fields }, signal, mostAttempts);
  };

  return {
    prepare: (change, signal) => settled(change, () => prepare(change, manner, signal)),
    settle: (change, sent, answer, signal) =>
      settled(change, () => settle(change, sent, answer, signal, mostAttempts, manner)),
    change: (change, signal) =>
      settled(change, async () => {
        try {
          return await attempt(change, signal, mostAttempts);
        } catch (error) {
          if (isBrokenOff(error)) return attemptAgain(change, signal);
          throw error;
        }
      }),
    changeAgain: (change, signal) => settled(change, () => attemptAgain(change, signal)),
  };
};

type Creation = Extract<Change, { kind: 'create' }>;

const gone = (change: Change): Changed => failed(change, 'gone', 'the service has no such user any more', 404);

/** Nobody knows what was done. */
const isBrokenOff = (error: unknown): boolean =>
  error instanceof DestinationError && error.code === 'destination-failed' && error.detail['status'] === undefined;

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
