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
}

/** Why nothing is applied: a rule of the configuration, and the sentence that says what it saw. It names groups by their ids at the source, and nobody. */
export interface Tripped {
  readonly rule: 'source-empty' | 'percent' | 'count' | 'sourcePercent' | 'groupPercent' | 'keyless';
  readonly sentence: string;
}

/** Groups are named up to so many. */
const mostGroups = 10;

/**
 * What speaks against a run. One word is enough for nothing at all to be applied until somebody has looked (`sallyport sync approve`).
 *
 * @example guard({ percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, few: 5 }, numbers)
 */
export const guard = (limits: SyncGuard, numbers: GuardedNumbers): readonly Tripped[] => [
  ...emptySource(numbers),
  ...lostUsers(limits, numbers),
  ...removals(limits, numbers),
  ...lostKeys(numbers),
  ...lostMembers(limits, numbers),
];

/** A source that was never seen with users, and that we made none of, may be empty. */
const emptySource = ({ users, usersBefore = 0, active }: GuardedNumbers): readonly Tripped[] => {
  if (users > 0 || (usersBefore === 0 && active === 0)) return [];
  const before = Math.max(usersBefore, active);
  return [{ rule: 'source-empty', sentence: `the source gave no user at all; there were ${before}` }];
};

const lostUsers = ({ sourcePercent, few }: SyncGuard, { users, usersBefore }: GuardedNumbers): readonly Tripped[] => {
  if (usersBefore === undefined || users === 0 || !hasLost(usersBefore, users, sourcePercent, few)) return [];
  const sentence = `the source gave ${users} users where there were ${usersBefore} (sourcePercent: ${sourcePercent})`;
  return [{ rule: 'sourcePercent', sentence }];
};

const removals = ({ percent, count, few }: SyncGuard, numbers: GuardedNumbers): readonly Tripped[] => {
  const { disable, active } = numbers;
  const gone = disable + numbers.delete;
  const tripped: Tripped[] = [];
  if (disable >= few && disable * 100 > active * percent)
    tripped.push({
      rule: 'percent',
      sentence: `${disable} of ${active} active users would be disabled (percent: ${percent})`,
    });
  if (gone > count)
    tripped.push({ rule: 'count', sentence: `${gone} users would be disabled or deleted (count: ${count})` });
  return tripped;
};

/** Whoever has lost the key looks like one who is gone. */
const lostKeys = ({ keyless, keylessBefore = 0, disable }: GuardedNumbers): readonly Tripped[] => {
  if (keyless <= keylessBefore || disable === 0) return [];
  const sentence = `${keyless} users of the source have no key where there were ${keylessBefore}, and ${disable} would be disabled`;
  return [{ rule: 'keyless', sentence }];
};

const lostMembers = (
  { groupPercent, few }: SyncGuard,
  { members, membersBefore }: GuardedNumbers,
): readonly Tripped[] =>
  Array.from(membersBefore, ([group, before]) => ({ group, before, now: members.get(group) ?? 0 }))
    .filter(({ before, now }) => hasLost(before, now, groupPercent, few))
    .slice(0, mostGroups)
    .map(({ group, before, now }) => ({
      rule: 'groupPercent',
      sentence: `group ${group} has ${now} members where it had ${before} (groupPercent: ${groupPercent})`,
    }));

const hasLost = (before: number, now: number, percent: number, few: number): boolean =>
  before - now >= few && now * 100 < before * percent;
