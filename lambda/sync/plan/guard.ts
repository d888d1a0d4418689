import type { SyncGuard } from '../../../config/sync-config.ts';

/** What a run would take away, and what the source gave last time. */
export interface GuardedNumbers {
  readonly disable: number;
  readonly delete: number;
  /** Users that are ours and active before the run. */
  readonly active: number;
  /** Users of the source: now, and at the last run that finished. */
  readonly users: number;
  readonly usersBefore: number | undefined;
  /** Users whose key can not be had: likewise. */
  readonly keyless: number;
  readonly keylessBefore: number | undefined;
  /** Members of each group of the source: likewise. */
  readonly members: ReadonlyMap<string, number>;
  readonly membersBefore: ReadonlyMap<string, number>;
  /** Users with a value of each attribute: likewise. */
  readonly filled: ReadonlyMap<string, number>;
  /** Of attributes that are still looked at. */
  readonly filledBefore: ReadonlyMap<string, number>;
}

/** What a rule of the configuration has against a run. Somebody who lets that pass lets no other one pass, and no more of it. */
export interface Objection {
  readonly rule:
    | 'source-empty'
    | 'percent'
    | 'count'
    | 'sourcePercent'
    | 'groupPercent'
    | 'attributePercent'
    | 'keyless';
  /** Of `groupPercent`: which, by the hash of its id. */
  readonly group?: string | undefined;
  /** Of `attributePercent`: which. */
  readonly attribute?: string | undefined;
  /** How many are gone. */
  readonly gone: number;
}

/** Why nothing is applied: what speaks against it, and the sentence that says what was seen. It names groups by the hashes of their ids, and nobody. */
export interface Tripped extends Objection {
  readonly sentence: string;
}

/** So many sentences are read by people. */
const mostReasons = 15;

/** What people are told of it. */
export const reasonsOf = (tripped: readonly Tripped[]): readonly string[] =>
  tripped.slice(0, mostReasons).map(({ sentence }) => sentence);

/**
 * What speaks against a run. One word is enough for nothing at all to be applied until somebody has looked (`sallyport sync approve`).
 *
 * @example guard({ percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 5 }, numbers)
 */
export const guard = (limits: SyncGuard, numbers: GuardedNumbers): readonly Tripped[] => [
  ...emptySource(numbers),
  ...lostUsers(limits, numbers),
  ...removals(limits, numbers),
  ...lostKeys(numbers),
  ...lostMembers(limits, numbers),
  ...lostValues(limits, numbers),
];

/** A source that was never seen with users, and that we made none of, may be empty. */
const emptySource = ({ users, usersBefore = 0, active }: GuardedNumbers): readonly Tripped[] => {
  if (users > 0 || (usersBefore === 0 && active === 0)) return [];
  const before = Math.max(usersBefore, active);
  return [{ rule: 'source-empty', gone: before, sentence: `the source gave no user at all; there were ${before}` }];
};

const lostUsers = ({ sourcePercent, few }: SyncGuard, { users, usersBefore }: GuardedNumbers): readonly Tripped[] => {
  if (usersBefore === undefined || users === 0 || !hasLost(usersBefore, users, sourcePercent, few)) return [];
  const sentence = `the source gave ${users} users where there were ${usersBefore} (sourcePercent: ${sourcePercent})`;
  return [{ rule: 'sourcePercent', gone: usersBefore - users, sentence }];
};

const removals = ({ percent, count, few }: SyncGuard, numbers: GuardedNumbers): readonly Tripped[] => {
  const { disable, active } = numbers;
  const gone = disable + numbers.delete;
  const tripped: Tripped[] = [];
  if (disable >= few && disable * 100 > active * percent)
    tripped.push({
      rule: 'percent',
      gone: disable,
      sentence: `${disable} of ${active} active users would be disabled (percent: ${percent})`,
    });
  if (gone > count)
    tripped.push({ rule: 'count', gone, sentence: `${gone} users would be disabled or deleted (count: ${count})` });
  return tripped;
};

/** Whoever has lost the key looks like one who is gone. */
const lostKeys = ({ keyless, keylessBefore = 0, disable }: GuardedNumbers): readonly Tripped[] => {
  if (keyless <= keylessBefore || disable === 0) return [];
  const sentence = `${keyless} users of the source have no key where there were ${keylessBefore}, and ${disable} would be disabled`;
  return [{ rule: 'keyless', gone: keyless, sentence }];
};

const lostMembers = (
  { groupPercent, few }: SyncGuard,
  { members, membersBefore }: GuardedNumbers,
): readonly Tripped[] =>
  Array.from(membersBefore, ([group, before]) => ({ group, before, now: members.get(group) ?? 0 }))
    .filter(({ before, now }) => hasLost(before, now, groupPercent, few))
    .map(({ group, before, now }) => ({
      rule: 'groupPercent',
      group,
      gone: before - now,
      sentence: `group ${group} has ${now} members where it had ${before} (groupPercent: ${groupPercent})`,
    }));

/** What grants gave by a value goes with it. Where everybody is gone the other rules speak. */
const lostValues = (
  { attributePercent, few }: SyncGuard,
  { users, filled, filledBefore }: GuardedNumbers,
): readonly Tripped[] =>
  Array.from(filledBefore, ([attribute, before]) => ({ attribute, before, now: filled.get(attribute) ?? 0 }))
    .filter(({ before, now }) => users > 0 && hasLost(before, now, attributePercent, few))
    .map(({ attribute, before, now }) => ({
      rule: 'attributePercent',
      attribute,
      gone: before - now,
      sentence: `${now} users have a value of ${attribute} where ${before} had one (attributePercent: ${attributePercent})`,
    }));

const hasLost = (before: number, now: number, percent: number, few: number): boolean =>
  before - now >= few && now * 100 < before * percent;
