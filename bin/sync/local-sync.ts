import { appendFileSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { syncDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { localFolder, localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { openSync } from '../../lambda/sync/open-sync.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { SyncHost } from './sync-host.ts';

/** A sync on this machine: its runs are made in this process. */
export const localSync = (configured: ConfiguredSync): SyncHost => {
  const { name, config, directory, from } = configured;
  const logFile = join(directory, localFolder, 'gateway.log');
  const own = platformOf(configured, name, logFile);
  const { secrets, state } = platformOf(configured, from.name, logFile);
  const sync = openSync({
    // Without its hosts: here source and destination may have stand-ins.
    document: syncDocument(config, name),
    connector: runningConnector(from.source)!,
    // Nobody is to be woken up: what is asked for is done here and now.
    platforms: { own, source: { secrets, state }, wake: async () => undefined },
    isLocal: true,
  });
  return {
    name: 'local',
    where: 'on this machine',
    option: '',
    state: sync.state,
    log: relative(process.cwd(), logFile),
    now: own.now,
    operator: async () => userInfo().username,
    run: async (asked, options) => {
      const record = await sync.run(asked, options);
      if (record !== 'busy') return record;
      throw new CommandError(
        exitCode.failed,
        `Another run of ${name} is under way: wait for it. See: sallyport sync status ${name}`,
      );
    },
    plan: (_, kind, options) => sync.plan(kind, options),
  };
};

/** As `sallyport start` has it, with the same log. */
const platformOf = ({ directory, config }: ConfiguredSync, source: string, logFile: string): Platform =>
  localPlatform({
    directory,
    gateway: config.gateway,
    source,
    log: jsonLog((line) => {
      mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
      appendFileSync(logFile, line, { mode: 0o600 });
    }, Date.now),
  });
