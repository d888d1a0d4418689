import type { SyncConfig } from '../../../config/sync-config.ts';
import type { FieldChange, Found, RunningDestination } from '../destinations/running-destination.ts';
import type { JsonObject } from '../json.ts';
import { emailOf } from '../sign-in/email-of.ts';
import type { KeptLines } from '../state/kept-lines.ts';
import type { DeliveredPayload } from '../state/kept-payloads.ts';
import type { KnownUser } from '../state/known-user.ts';
import type { RunKind } from '../sync-run.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { lookUp } from './look-up.ts';
import type { PlannedSkip } from './sync-plan.ts';
import { type Delivery, hasItsGroups, type Removal, type Work } from './work.ts';

/** What is to be done, user by user. */
export interface MadeWork {
  readonly work: readonly Work[];
  /** Who is at the destination as the map says already, though we did not know it: that is remembered, and nothing is sent. */
  readonly confirmed: readonly Confirmed[];
  /** Who was disabled by a process that died, and is not known to be. */
  readonly gone: readonly Removal[];
  /** Who is remembered for nothing: never was there, and is not wanted any more. */
  readonly forgotten: readonly string[];
  readonly skipped: readonly PlannedSkip[];
}

/** Somebody who is as the map says. */
export interface Confirmed {
  readonly key: string;
  readonly id: string;
  readonly hash: string;
  readonly groups: readonly string[];
  readonly adopts: boolean;
  /** What a token at sign-in says: what is there. */
  readonly payload: DeliveredPayload | undefined;
}

/** What work is made from. */
export interface MakeWorkOptions {
  readonly candidates: Candidates;
  readonly known: KeptLines<KnownUser>;
  readonly destination: RunningDestination;
  readonly sync: Pick<SyncConfig, 'adopt' | 'deleteAfterDays' | 'rate'>;
  readonly kind: RunKind;
  /** The same text for keys that are the same to the destination. */
  same(key: string): string;
  /** Whether tokens at sign-in say what is there. */
  readonly keepsPayloads: boolean;
  /** Whether those are looked at too who were disabled before. */
  readonly isFull: boolean;
  now(): number;
  readonly signal: AbortSignal;
  progress(done: number, of: number): void;
}

const dayMilliseconds = 86_400_000;

/** Compares who is to be there with who is. Throws DestinationError. */
export const makeWork = async (options: MakeWorkOptions): Promise<MadeWork> => {
  const { candidates, known, destination, sync, same, signal } = options;
  const absent = goneUsers(options);
  const keys = [...Array.from(candidates.byKey.values(), ({ key }) => key), ...absent.unsure];
  const work: Work[] = [];
  const confirmed: Confirmed[] = [];
  const gone: Removal[] = [];
  const forgotten = [...absent.forgotten];
  const skipped: PlannedSkip[] = [];
  const there = new Set<string>();
  const isOurs = (key: string): boolean => isOwned(known.get(key));

  const decide = (user: Found): void => {
    const key = same(user.key);
    there.add(key);
    const candidate = candidates.byKey.get(key);
    const before = known.get(key);
    if (!candidate) {
      const removal: Removal = { kind: 'disable', key, id: user.id, groupsBefore: before?.groups ?? [] };
      if (user.isActive) work.push(removal);
      else if (before?.state === 'creating') gone.push(removal);
    } else if (!isOwned(before) && sync.adopt === 'nothing') skipped.push({ key: candidate.key, code: 'not-ours' });
    else {
      const decided = compared(options, user, candidate, before);
      if ('kind' in decided) work.push(decided);
      else confirmed.push(decided);
    }
  };
  await lookUp(
    {
      destination,
      keys,
      same,
      isExpected: isOurs,
      needsDocument: (key) => candidates.byKey.has(key) && (isOurs(key) || sync.adopt === 'matching'),
      concurrency: sync.rate.concurrency,
      signal,
      progress: (done) => options.progress(done, keys.length),
    },
    decide,
  );
  for (const [key, candidate] of candidates.byKey) if (!there.has(key)) work.push(created(candidate));
  forgotten.push(...absent.unsure.filter((key) => !there.has(key)));
  return { work: [...work, ...absent.removals], confirmed, gone, forgotten, skipped };
};

/** Whoever is about to be made by us is ours if found. */
export const isOwned = (known: KnownUser | undefined): boolean => known !== undefined && known.state !== 'absent';

const created = ({ key, hash, text, groups }: Candidate): Delivery => ({
  kind: 'create',
  key,
  hash,
  text,
  found: undefined,
  fields: [],
  adopts: false,
  groups,
  groupsBefore: [],
  groupsSure: [],
});

const compared = (
  { destination, keepsPayloads }: MakeWorkOptions,
  found: Found,
  { key, hash, text, groups }: Candidate,
  known: KnownUser | undefined,
): Delivery | Confirmed => {
  const document = JSON.parse(text) as JsonObject;
  const fields: readonly FieldChange[] = [
    ...(found.isActive ? [] : [{ path: 'active', before: false, after: true }]),
    ...destination.compare(found, document),
  ];
  const adopts = !isOwned(known);
  const groupsBefore = known?.groups ?? [];
  // Without a hash, it was not seen to that it is in them.
  const groupsSure = known?.hash === '' ? [] : groupsBefore;
  const isSame = fields.length === 0 && hasItsGroups({ groups, groupsBefore, groupsSure });
  if (isSame) {
    const payload = keepsPayloads
      ? { payload: destination.payload(key, document, found), email: emailOf(document) }
      : undefined;
    return { key, id: found.id, hash, groups, adopts, payload };
  }
  return { kind: 'update', key, hash, text, found, fields, adopts, groups, groupsBefore, groupsSure };
};

interface Gone {
  readonly removals: readonly Removal[];
  /** Perhaps there and active, perhaps not. */
  readonly unsure: readonly string[];
  readonly forgotten: readonly string[];
}

/** Who is known and not at the source any more: disabled at once, and deleted when the time of grace is over. */
const goneUsers = ({ candidates, known, sync, kind, isFull, now }: MakeWorkOptions): Gone => {
  const removals: Removal[] = [];
  const unsure: string[] = [];
  const forgotten: string[] = [];
  for (const [key, { state, id, since = 0, groups = [], trouble }] of known.entries()) {
    if (candidates.present.has(key)) continue;
    if (state === 'absent') forgotten.push(key);
    else if (trouble?.hash === '' && kind !== 'retry' && (trouble.nextAt ?? Number.POSITIVE_INFINITY) > now()) continue;
    else if (state === 'creating') unsure.push(key);
    else if (state === 'active') removals.push({ kind: 'disable', key, id, groupsBefore: groups });
    else if (isOver(since, sync.deleteAfterDays, now()))
      removals.push({ kind: 'delete', key, id, groupsBefore: groups });
    // Somebody else may have let one in again.
    else if (isFull) unsure.push(key);
  }
  return { removals, unsure, forgotten };
};

const isOver = (since: number, days: number | null, now: number): boolean =>
  days !== null && now - since >= days * dayMilliseconds;
