import type { Mapping, SourceUser } from '../mapping/mapped-user.ts';
import { isProblem } from '../mapping/mapped-user.ts';
import type { SourcePeople } from '../read/source-people.ts';
import { collectEvery } from '../run/collect-every.ts';
import type { KeptLines } from '../state/kept-lines.ts';
import type { KnownUser } from '../state/known-user.ts';
import type { RunKind } from '../sync-run.ts';
import { documentText } from './document-text.ts';
import type { PlannedSkip } from './sync-plan.ts';

/** A user whose document is another one than was delivered, or may be. */
export interface Candidate {
  readonly key: string;
  readonly hash: string;
  readonly text: string;
  readonly groups: readonly string[];
}

/** Who of the source is looked at more closely. */
export interface Candidates {
  /** By what is the same to the destination. */
  readonly byKey: ReadonlyMap<string, Candidate>;
  /** Everybody of the source, likewise, those included who are left alone. */
  readonly present: ReadonlySet<string>;
  readonly users: number;
  readonly unchanged: number;
  /** Users whose key can not be had. */
  readonly keyless: number;
  /** How many of them have a value of each attribute. */
  readonly filled: ReadonlyMap<string, number>;
  readonly skipped: readonly PlannedSkip[];
}

/** What they are chosen with. */
export interface CandidateOptions {
  readonly people: SourcePeople;
  readonly mapping: Mapping;
  readonly known: KeptLines<KnownUser>;
  readonly kind: RunKind;
  /** Whether everybody is looked at. */
  readonly isFull: boolean;
  /** The same text for keys that are the same to the destination. What is known of users goes by it. */
  same(key: string): string;
  /** Whether groups are kept apart from users at the destination. */
  readonly hasGroups: boolean;
  now(): number;
  readonly signal: AbortSignal;
  progress(done: number): void;
}

/** After so many users others get their turn, and somebody is told. */
const stride = 2_000;
/** After so many, what they were mapped by is collected. */
const usersCollected = 10_000;

/** Maps everybody, and keeps those whose document was not delivered as it is. */
export const candidates = async (options: CandidateOptions): Promise<Candidates> => {
  const { people, mapping, known, isFull, hasGroups, same, signal } = options;
  const byKey = new Map<string, Candidate>();
  const present = new Set<string>();
  const twice = new Set<string>();
  const unchanged = new Set<string>();
  const skipped: PlannedSkip[] = [];
  const filled = new Map<string, number>();
  let users = 0;
  let keyless = 0;
  let seen = 0;

  const collect = collectEvery(usersCollected);

  for (const { user, groups } of people) {
    if (++seen % stride === 0) {
      options.progress(seen);
      collect(seen);
      await new Promise(setImmediate);
      signal.throwIfAborted();
    }
    const mapped = mapping.map(user, groups);
    if (!mapped) continue;
    users++;
    countFilled(user, filled);
    if (isProblem(mapped)) {
      const { key = '', code, at } = mapped;
      if (key === '') keyless++;
      else if (present.has(same(key))) twice.add(same(key));
      else present.add(same(key));
      skipped.push({ key, code, at });
      continue;
    }
    const { key } = mapped;
    const own = same(key);
    if (present.has(own)) {
      twice.add(own);
      continue;
    }
    present.add(own);
    const document = documentText(mapped.document, hasGroups);
    const before = known.get(own);
    if (!isFull && before?.state === 'active' && before.hash === document.hash && !before.trouble) unchanged.add(own);
    else if (isWaiting(before, document.hash, options)) skipped.push({ key, code: 'waiting' });
    else byKey.set(own, { key, ...document });
  }
  for (const key of twice) {
    byKey.delete(key);
    unchanged.delete(key);
    skipped.push({ key, code: 'key-twice', at: 'users.key' });
  }
  return { byKey, present, users, unchanged: unchanged.size, keyless, filled, skipped };
};

/** These every user has. */
const ofEntity: ReadonlySet<string> = new Set(['id', 'name', 'type']);

const countFilled = (user: SourceUser, filled: Map<string, number>): void => {
  for (const name of Object.keys(user))
    if (user[name] !== '' && !ofEntity.has(name)) filled.set(name, (filled.get(name) ?? 0) + 1);
};

/** What failed is tried again when its time has come, when it has become another one, or when somebody asks for it. */
const isWaiting = (before: KnownUser | undefined, hash: string, { kind, now }: CandidateOptions): boolean => {
  const trouble = before?.trouble;
  if (!trouble || trouble.hash !== hash || kind === 'retry') return false;
  return trouble.nextAt === undefined || trouble.nextAt > now();
};
