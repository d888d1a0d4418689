import { appendFileSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { syncDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { localFolder, localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { localSync } from '../../lambda/platform/local/local-sync.ts';
import { jsonLog, type Log } from '../../lambda/platform/log.ts';
import { openSync } from '../../lambda/sync/open-sync.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { shownPath } from '../terminal/shown-path.ts';
import type { SyncHost } from './sync-host.ts';

/** A sync on this machine: its runs are made in this process. */
export const syncHere = (configured: ConfiguredSync): SyncHost => {
  const { name, config, directory, from } = configured;
  const logFile = join(directory, localFolder, 'gateway.log');
  const log = logTo(logFile);
  const { gateway } = config;
  const own = localPlatform({ directory, gateway, source: name, log });
  const sync = openSync({
    // Without its hosts: here source and destination may have stand-ins.
    document: syncDocument(config, name),
    connector: runningConnector(from.source)!,
    // Nobody is to be woken up: what is asked for is done here and now.
    platforms: {
      own,
      ...localSync({ directory, gateway, sync: name, from: from.name, log }),
      wake: async () => undefined,
    },
    isLocal: true,
  });
  return {
    name: 'local',
    where: 'on this machine',
    option: '',
    state: sync.state,
    log: shownPath(logFile),
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

/** The log that `sallyport start` writes too. */
const logTo = (file: string): Log =>
  jsonLog((line) => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, line, { mode: 0o600 });
  }, Date.now);
