import { visibleText } from '../preview/visible-text.ts';
import { count, table } from '../terminal/table.ts';
import { historyText } from './history-text.ts';
import type { NextRuns, SyncStatus, TroubleCount } from './sync-status.ts';
import { troubleRemedies } from './trouble-remedies.ts';

/**
 * How a sync is, for people.
 *
 * @param host ends a sentence and a command: where it is
 */
export const statusText = (
  status: SyncStatus,
  { where, option }: { readonly where: string; readonly option: string },
): string => {
  const { sync, from, to, runs } = status;
  const lines = [
    ['users', status.users === null ? 'nobody was sent yet' : `${count(status.users)} at the last run that finished`],
    ['last run', status.lastDone ?? 'none has finished'],
    ['last full run', status.lastFull ?? 'none has finished'],
    ['next run', nextText(status)],
    ...(status.isUnfinished ? [['unfinished', unfinishedText(status)]] : []),
    ...(status.due === null ? [] : [['due', `${status.due}: who failed is tried again, or who is gone is deleted`]]),
  ] as const;
  return [
    `${sync} ${where}: ${from} to ${to}`,
    '',
    ...lines.map(([title, text]) => `  ${title!.padEnd(14)}${text}`),
    ...waitingText(status, option),
    ...quarantineText(status, option),
    ...troublesText(status, option),
    ...(runs.length > 0
      ? ['', historyText(runs)]
      : ['', `  It has never run: sallyport sync run ${sync}${option} --dry-run`]),
  ].join('\n');
};

/** Whoever has begun to apply says so before, and takes it back at the end. */
const unfinishedText = ({ runs: [last] }: SyncStatus): string =>
  last && last.outcome === undefined
    ? 'a run is under way; if its process dies, the next one goes on'
    : 'the last run was not finished: the next one goes on';

const nextText = ({ host, next }: SyncStatus): string => {
  if (next) return nextTimes(next);
  return host === 'local'
    ? 'when somebody says so: nothing wakes it up on this machine'
    : 'when somebody says so: it has no schedule';
};

const nextTimes = ({ changed, full }: NextRuns): string =>
  [...(changed === null ? [] : [changed]), ...(full === null ? [] : [`${full} (full)`])].join(', ');

const waitingText = ({ sync, waiting }: SyncStatus, option: string): readonly string[] =>
  waiting
    ? [
        '',
        '  The guard let nothing be applied, and the plan waits for somebody to look at it:',
        ...waiting.reasons.map((reason) => `  - ${visibleText(reason)}`),
        `  See it, and approve it if it is right: sallyport sync approve ${sync}${option}`,
      ]
    : [];

const quarantineText = ({ sync, quarantine }: SyncStatus, option: string): readonly string[] =>
  quarantine
    ? [
        '',
        `  In quarantine since ${quarantine.since}: ${count(quarantine.failed)} users could not be applied, and its schedule tries once a day.`,
        `  Correct what is wrong with them, then: sallyport sync retry ${sync}${option}`,
      ]
    : [];

const troublesText = ({ sync, troubles }: SyncStatus, option: string): readonly string[] => {
  if (troubles.length === 0) return [];
  const rows = troubles.map(({ code, users, next }) => [
    code,
    count(users),
    next ?? 'when they change',
    troubleRemedies[code] ?? 'the log says more',
  ]);
  const columns = [
    { title: 'not applied' },
    { title: 'users', numeric: true },
    { title: 'tried again' },
    { title: 'what it is' },
  ];
  return [
    '',
    table(columns, rows),
    ...troubles.flatMap(keysText),
    `  Try all of them now: sallyport sync retry ${sync}${option}`,
  ];
};

const keysText = ({ code, keys }: TroubleCount): readonly string[] =>
  keys ? [`  ${code}: ${keys.map(visibleText).join(', ')}`] : [];
