import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../../lambda/platform/platform-error.ts';
import type { RunOptions } from '../../lambda/sync/open-sync.ts';
import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { AskedRun, RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { type DeployedSource, deployedSource } from '../deployed/deployed-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { deployedHost } from '../source-host.ts';
import { followRun } from './follow-run.ts';
import { operatorName } from './operator-name.ts';
import { stateOf } from './state-of.ts';
import type { SyncHost } from './sync-host.ts';

/**
 * A sync that is deployed: its runs are asked for in its state, and made by its function.
 *
 * @throws CommandError if it is not deployed, or nobody may ask
 */
export const deployedSync = async (configured: ConfiguredSync, host: Exclude<HostName, 'local'>): Promise<SyncHost> => {
  const deployed = await deployedSource(configured, host);
  const { name, option, where, platform } = deployedHost(configured, host, deployed);
  const state = stateOf(configured, platform);
  const run = async (asked: AskedRun, options: RunOptions): Promise<RunRecord> => {
    // One of the kind that was asked for before and has not begun is what comes.
    const first = await state.ask(asked);
    const isAwake = await wake(deployed);
    return followRun({ state, asked: first, isAwake, sleep: sleepUntil, now: platform.now }, options);
  };
  return {
    name,
    where,
    option,
    state,
    log: `the log of its function ${where}`,
    now: platform.now,
    operator: () => operatorName(host, configured.config),
    run,
    plan: async (asked, kind, options) => {
      const record = await run({ ...asked, kind: kind === 'full' ? 'full-plan' : 'plan' }, options);
      return keptPlan(configured.name, record, await state.plan(record.plan));
    },
  };
};

const sleepUntil = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal });

/** Who can not be woken up finds what was asked for within a quarter of an hour. */
const wake = async ({ wake: ring }: DeployedSource): Promise<boolean> => {
  try {
    await ring();
    return true;
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
};

const keptPlan = (name: string, { outcome, code }: RunRecord, plan: SyncPlan | undefined): SyncPlan => {
  if (outcome === 'planned' && plan) return plan;
  throw new CommandError(
    exitCode.failed,
    `There is no plan of ${name}: the run that was to make it ended as ${outcome ?? 'unknown'}${code ? ` (${code})` : ''}.`,
  );
};
