import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { TerminalOutput } from '../terminal/terminal.ts';
import type { SyncHost } from './sync-host.ts';

/**
 * Says what to do with a plan that was shown.
 *
 * @throws CommandError if the guard would let nothing of it be applied
 */
export const planNext = (
  { name }: Pick<ConfiguredSync, 'name'>,
  { option }: Pick<SyncHost, 'option'>,
  { tripped, changes, groups }: SyncPlan,
  remarks: TerminalOutput,
): void => {
  if (tripped.length > 0) {
    throw new CommandError(
      exitCode.tripped,
      `A run would apply nothing and keep its plan, for somebody to look at and approve: sallyport sync run ${name}${option}, then sallyport sync approve ${name}${option}`,
    );
  }
  if (changes.length + groups.length > 0) remarks.write(`Apply it: sallyport sync run ${name}${option}\n`);
};
