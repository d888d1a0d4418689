import { type Config, syncDocument } from '../../config/config.ts';
import type { VerifyRegistrar } from '../callers/registrars-for.ts';
import { localPlatform } from '../platform/local/local-platform.ts';
import { localSync } from '../platform/local/local-sync.ts';
import type { Log } from '../platform/log.ts';
import { failureOf } from '../proxy/failed-answer.ts';
import { inTurn } from './in-turn.ts';
import { openSyncGateway, type SyncGateway, syncAudit } from './sync-gateway.ts';

/** What a sync of the local host is made from. */
export interface LocalSyncOptions {
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  /** Of the sync. */
  readonly name: string;
  readonly log: Log;
  readonly verify: VerifyRegistrar;
  /** Aborted when the host shuts down. */
  readonly shutdown: AbortSignal;
}

/** A sync that is woken up within this process. */
export interface LocalSync extends Pick<SyncGateway, 'gateway' | 'sync'> {
  /** Has it do what was asked for meanwhile, if anything was. */
  wake(): void;
  /** Resolves when it does nothing by itself any more. */
  settled(): Promise<void>;
}

/** Opens a sync of the local host. */
export const openLocalSync = ({ config, directory, name, log, verify, shutdown }: LocalSyncOptions): LocalSync => {
  const document = syncDocument(config, name);
  const { gateway } = config;
  const resume = async (): Promise<void> => {
    try {
      await runJob('resume', { signal: shutdown });
    } catch (thrown) {
      if (shutdown.aborted) return;
      const { code, fields } = failureOf(thrown);
      log.error('job.failed', { ...syncAudit(document), job: 'resume', code, ...fields });
    }
  };
  const resumes = inTurn(resume);
  // What the end of the host cuts off goes on when somebody asks the next one.
  const wake = (): void => {
    if (!shutdown.aborted) resumes.begin();
  };
  const places = {
    ...localSync({ directory, gateway, sync: name, from: document.sync.from, log }),
    wake: async () => wake(),
  };
  const platform = localPlatform({ directory, gateway, source: name, log });
  const opened = openSyncGateway({ document, platform, places, isLocal: true, verify });
  const { runJob } = opened;
  return { gateway: opened.gateway, sync: opened.sync, wake, settled: resumes.settled };
};
