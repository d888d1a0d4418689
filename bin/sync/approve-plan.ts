import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { confirm } from '../terminal/confirm.ts';
import { instant } from '../terminal/instant.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { planText } from './plan-text.ts';
import { printedOn } from './run-sync.ts';
import type { SyncHost } from './sync-host.ts';

/** Which plan, and how much is asked and shown. */
export interface ApproveOptions {
  /** @default - the one that waits */
  readonly plan?: string | undefined;
  readonly yes?: true | undefined;
  readonly json?: true | undefined;
  readonly all?: true | undefined;
}

/**
 * Shows the plan that the guard has stopped, asks, and lets it be applied by the next run.
 *
 * @throws CommandError if none waits, or another one does
 */
export const approvePlan = async (
  configured: ConfiguredSync,
  host: SyncHost,
  options: ApproveOptions,
  terminal: Terminal,
): Promise<void> => {
  const { name } = configured;
  const plan = await planToApprove(name, host, options.plan);
  const shown = planText(plan, printedOn(terminal, options.all === true));
  terminal.remarks.write(`The plan of ${name} ${host.where}, made ${instant(plan.madeAt)}:\n\n${shown}\n\n`);
  const asked = { stop: terminal.stop(), nobody: 'add --yes to approve it' };
  if (!options.yes && !(await confirm(terminal, 'Have the next run apply it all the same? [y/N] ', asked))) {
    terminal.remarks.write('Nothing was approved.\n');
    return;
  }
  const approval = { plan: plan.id, by: await host.operator(), at: host.now() };
  if (!(await host.state.approve(approval))) throw noMore(name, host, plan.id);
  const told = { sync: name, host: host.name, ...approval, at: instant(approval.at) };
  terminal.output.write(options.json ? `${JSON.stringify(told)}\n` : `Approved, by ${approval.by}.\n`);
  terminal.remarks.write(`The next run applies it. Now: sallyport sync run ${name}${host.option}\n`);
};

const planToApprove = async (
  name: string,
  { state, option }: SyncHost,
  wanted: string | undefined,
): Promise<SyncPlan> => {
  const plan = await state.plan();
  if (!plan || plan.tripped.length === 0) {
    const message = `No plan of ${name} waits: the guard has stopped nothing that was not dealt with. See: sallyport sync status ${name}${option}`;
    throw new CommandError(exitCode.failed, message);
  }
  if (wanted === undefined || wanted === plan.id) return plan;
  const message = `--plan: another plan waits, ${plan.id}. Look at it: sallyport sync approve ${name}${option}`;
  throw new CommandError(exitCode.failed, message);
};

const noMore = (name: string, { option }: SyncHost, id: string): CommandError =>
  new CommandError(
    exitCode.failed,
    `The plan ${id} waits no more: another run was made meanwhile. See: sallyport sync status ${name}${option}`,
  );
