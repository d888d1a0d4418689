import { randomUUID } from 'node:crypto';
import type { AskedRun, RunKind } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { planNext } from './plan-next.ts';
import { planText } from './plan-text.ts';
import { runFailure } from './run-failure.ts';
import { startRunProgress } from './run-progress.ts';
import { runText } from './run-text.ts';
import type { SyncHost } from './sync-host.ts';

/** How a run is asked for, and shown. */
export interface RunSyncOptions {
  readonly kind: Exclude<RunKind, 'plan' | 'full-plan'>;
  readonly json?: true | undefined;
}

/**
 * Has a sync run, follows it, and says what came of it.
 *
 * @throws CommandError for every end but a good one, with the exit code of that end
 */
export const runSync = async (
  configured: ConfiguredSync,
  host: SyncHost,
  { kind, json }: RunSyncOptions,
  terminal: Terminal,
): Promise<void> => {
  const asked = await askedRun(host, kind);
  const record = await watched(configured.name, host, terminal, (signal, told) =>
    host.run(asked, { signal, progress: told }),
  );
  terminal.output.write(`${json ? JSON.stringify(record) : runText(record, configured.name, host.where)}\n`);
  const failure = runFailure(configured, record, host);
  if (failure) throw failure;
};

/** How a plan is asked for, and shown. */
export interface PlanSyncOptions {
  readonly kind: 'changed' | 'full';
  readonly json?: true | undefined;
  readonly all?: true | undefined;
}

/**
 * Shows what a run would do.
 *
 * @throws CommandError if the guard would let nothing be applied
 */
export const planSync = async (
  configured: ConfiguredSync,
  host: SyncHost,
  { kind, json, all }: PlanSyncOptions,
  terminal: Terminal,
): Promise<void> => {
  const asked = await askedRun(host, kind);
  const plan = await watched(configured.name, host, terminal, (signal, told) =>
    host.plan(asked, kind, { signal, progress: told }),
  );
  if (json) terminal.output.write(`${JSON.stringify(plan)}\n`);
  else {
    const { name, from, destination } = configured;
    const head = `What a run of ${name} would do ${host.where}, from ${from.name} to ${destination.title}:`;
    terminal.output.write(`${head}\n\n${planText(plan, printedOn(terminal, all === true))}\n`);
  }
  planNext(configured, host, plan, terminal.remarks);
};

/** Where a plan is printed, of a terminal or a file. */
export const printedOn = ({ output }: Terminal, isWhole: boolean) => ({
  width: output.columns || plainWidth,
  isColored: output.isTTY === true && output.hasColors?.() === true,
  isWhole,
});

const plainWidth = 120;

/** What is asked for here and now, by whoever sits here. */
const askedRun = async (host: SyncHost, kind: RunKind): Promise<AskedRun> => ({
  id: randomUUID(),
  kind,
  cause: 'command',
  at: host.now(),
  by: await host.operator(),
});

type Told = ReturnType<typeof startRunProgress>['told'];

/** Shows how far something is. Who stops it is told what goes on. */
const watched = async <Result>(
  name: string,
  host: SyncHost,
  terminal: Terminal,
  work: (signal: AbortSignal, told: Told) => Promise<Result>,
): Promise<Result> => {
  const stop = terminal.stop();
  const began = performance.now();
  const progress = startRunProgress(terminal.remarks, `Waiting for ${name} ${host.where}`);
  try {
    const result = await work(stop, progress.told);
    stop.throwIfAborted();
    progress.end(`Ended after ${((performance.now() - began) / 1_000).toFixed(1)} s.`);
    return result;
  } catch (error) {
    progress.end(stop.aborted ? stoppedText(name, host) : `${name} ${host.where} came to no end.`);
    stop.throwIfAborted();
    throw error;
  }
};

const stoppedText = (name: string, { name: host, option }: SyncHost): string =>
  host === 'local'
    ? `What was done is kept, and the next run goes on: sallyport sync run ${name}`
    : `The run goes on there. See: sallyport sync status ${name}${option}`;
