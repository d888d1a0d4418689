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
  /** Who has another key now, at the source and at the destination: it is one and the same user there. */
  readonly renamed: readonly Renamed[];
  readonly skipped: readonly PlannedSkip[];
}

/** A user of ours whose key has become another one. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
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
  const renamed = new Map<string, Renamed>();
  const isOurs = (key: string): boolean => isOwned(known.get(key));
  /** What we know of somebody, perhaps by the key that it had. */
  const knownAs = (key: string, { id }: Found): KnownUser | undefined => {
    const from = absent.byId.get(id);
    if (from === undefined || isOurs(key)) return known.get(key);
    renamed.set(from, { from, to: key });
    return known.get(from);
  };

  const decide = (user: Found): void => {
    const key = same(user.key);
    there.add(key);
    const candidate = candidates.byKey.get(key);
    if (!candidate) {
      const before = known.get(key);
      const removal: Removal = { kind: 'disable', key, id: user.id, groupsBefore: before?.groups ?? [] };
      if (user.isActive) work.push(removal);
      else if (before?.state === 'creating') gone.push(removal);
      return;
    }
    const before = knownAs(key, user);
    if (!isOwned(before) && sync.adopt === 'nothing') skipped.push({ key: candidate.key, code: 'not-ours' });
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
      needsDocument: (key, { id }) =>
        candidates.byKey.has(key) && (isOurs(key) || absent.byId.has(id) || sync.adopt === 'matching'),
      concurrency: sync.rate.concurrency,
      signal,
      progress: (done) => options.progress(done, keys.length),
    },
    decide,
  );
  for (const [key, candidate] of candidates.byKey) if (!there.has(key)) work.push(created(candidate));
  forgotten.push(...absent.unsure.filter((key) => !there.has(key) && !renamed.has(key)));
  const stale = staleKeys(options, absent);
  forgotten.push(...stale);
  const removals = absent.removals.filter(({ key }) => !renamed.has(key) && !stale.has(key));
  return { work: [...work, ...removals], confirmed, gone, forgotten, renamed: [...renamed.values()], skipped };
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
  /** Keys of all who may be there, by the destination's names for them. */
  readonly byId: ReadonlyMap<string, string>;
}

/** Keys of users who are at the destination, and wanted there, by another key. */
const staleKeys = ({ candidates, known }: MakeWorkOptions, { byId }: Gone): ReadonlySet<string> => {
  const stale = new Set<string>();
  if (byId.size === 0) return stale;
  for (const [key, { id }] of known.entries()) {
    const other = byId.get(id);
    if (other !== undefined && candidates.present.has(key)) stale.add(other);
  }
  return stale;
};

/** Who is known and not at the source any more: disabled at once, and deleted when the time of grace is over. */
const goneUsers = ({ candidates, known, sync, kind, isFull, now }: MakeWorkOptions): Gone => {
  const removals: Removal[] = [];
  const unsure: string[] = [];
  const forgotten: string[] = [];
  const byId = new Map<string, string>();
  for (const [key, { state, id, since = 0, groups = [], trouble }] of known.entries()) {
    if (candidates.present.has(key)) continue;
    if (id !== '') byId.set(id, key);
    if (state === 'absent') forgotten.push(key);
    else if (trouble?.hash === '' && kind !== 'retry' && (trouble.nextAt ?? Number.POSITIVE_INFINITY) > now()) continue;
    else if (state === 'creating') unsure.push(key);
    else if (state === 'active') removals.push({ kind: 'disable', key, id, groupsBefore: groups });
    else if (isOver(since, sync.deleteAfterDays, now()))
      removals.push({ kind: 'delete', key, id, groupsBefore: groups });
    // Somebody else may have let one in again.
    else if (isFull) unsure.push(key);
  }
  return { removals, unsure, forgotten, byId };
};

const isOver = (since: number, days: number | null, now: number): boolean =>
  days !== null && now - since >= days * dayMilliseconds;
