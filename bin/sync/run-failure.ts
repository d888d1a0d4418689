import type { RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { visibleText } from '../preview/visible-text.ts';
import { count } from '../terminal/table.ts';
import { runRemedy } from './run-remedies.ts';
import type { SyncHost } from './sync-host.ts';

/**
 * What is to be done about a run; `undefined` if it is done, with all users.
 *
 * @example const failure = runFailure(configured, record, host); if (failure) throw failure;
 */
export const runFailure = (
  { name, from }: Pick<ConfiguredSync, 'name' | 'from'>,
  { outcome, counts, code, reasons = [] }: RunRecord,
  { option, log }: Pick<SyncHost, 'option' | 'log'>,
): CommandError | undefined => {
  const command = (words: string): string => `sallyport sync ${words} ${name}${option}`;
  switch (outcome) {
    case 'done':
    case 'planned':
      if (!counts?.failed) return undefined;
      return new CommandError(
        exitCode.incomplete,
        `${count(counts.failed)} users could not be applied, and are tried again by themselves. Why: ${command('status')}`,
      );
    case 'tripped':
      return new CommandError(
        exitCode.tripped,
        [
          'The guard let nothing be applied:',
          ...reasons.map((reason) => `  - ${visibleText(reason)}`),
          `The plan waits. See it, and approve it if it is right: ${command('approve')}`,
        ].join('\n'),
      );
    case 'quarantined':
      return new CommandError(
        exitCode.quarantined,
        `Too many users could not be applied${counts ? ` (${count(counts.failed)})` : ''}: it stopped, and its schedule tries once a day from now on. Why: ${command('status')}\nCorrect it, then: ${command('retry')}`,
      );
    case 'failed':
      return new CommandError(
        exitCode.failed,
        `The run failed (${code ?? 'unknown'}): ${runRemedy(code, { sync: name, source: from.name })}. See ${log}.`,
      );
    case 'unfinished':
    case undefined:
      return new CommandError(exitCode.failed, `The run was not finished. The next one goes on: ${command('run')}`);
  }
};
