import type { Config } from '../../config/config.ts';
import type { VerifyRegistrar } from '../callers/registrars-for.ts';
import type { Gateway } from '../gateway.ts';
import type { Log } from '../platform/log.ts';
import type { RunOptions } from '../sync/open-sync.ts';
import type { AskedRun, RunRecord } from '../sync/sync-run.ts';
import type { LocalSync } from './local-sync.ts';

/** What the syncs of the local host are made from. */
export interface LocalSyncsOptions {
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  readonly log: Log;
  /** Proves the servers that users of a sync authenticate at. */
  verify(sync: string): VerifyRegistrar;
  /** Aborted when the host shuts down. */
  readonly shutdown: AbortSignal;
}

/** All syncs of a configuration, in this process. */
export interface LocalSyncs {
  /** By name. */
  readonly gateways: ReadonlyMap<string, Gateway>;
  run(name: string, asked: AskedRun, options?: Partial<RunOptions>): Promise<RunRecord | 'busy'>;
  /** Resolves when they do nothing by themselves any more. */
  settled(): Promise<void>;
}

/** Opens the syncs of the local host. What only they need is not loaded where there are none. */
export const openLocalSyncs = async (options: LocalSyncsOptions): Promise<LocalSyncs> => {
  const { config, shutdown } = options;
  const syncs: ReadonlyMap<string, LocalSync> =
    Object.keys(config.sync).length === 0 ? new Map() : await openAll(options);
  return {
    gateways: new Map([...syncs].map(([name, { gateway }]) => [name, gateway])),
    async run(name, asked, { signal, ...more } = {}) {
      const opened = syncs.get(name);
      if (!opened) throw new RangeError(`no sync is named ${name}`);
      const both = signal ? AbortSignal.any([shutdown, signal]) : shutdown;
      // Nothing else looks for webhooks that found it busy: here is no schedule.
      return opened.sync.run(asked, { ...more, signal: both }).finally(opened.wake);
    },
    settled: async () => void (await Promise.all([...syncs.values()].map((sync) => sync.settled()))),
  };
};

const openAll = async ({ config, verify, ...options }: LocalSyncsOptions): Promise<ReadonlyMap<string, LocalSync>> => {
  const { openLocalSync } = await import('./local-sync.ts');
  return new Map(
    Object.keys(config.sync).map((name) => [name, openLocalSync({ ...options, config, name, verify: verify(name) })]),
  );
};
