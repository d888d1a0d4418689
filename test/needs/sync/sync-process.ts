import { syncDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { localSync } from '../../../lambda/platform/local/local-sync.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { openSync } from '../../../lambda/sync/open-sync.ts';
import type { RunKind } from '../../../lambda/sync/sync-run.ts';

/** What a process is told: where the configuration is, what it runs, before which call it kills itself, and how far its clock is ahead. */
export interface SyncProcessOptions {
  readonly file: string;
  readonly directory: string;
  readonly kind: RunKind;
  /** @default - it lives */
  readonly killAt?: number | undefined;
  readonly aheadMilliseconds: number;
}

const told = JSON.parse(process.argv[2] ?? '') as SyncProcessOptions;
const { directory, kind, killAt = Number.POSITIVE_INFINITY, aheadMilliseconds } = told;

let calls = 0;
/** Nobody gets to clean up: as if the machine had lost its power. */
const call = (): void => {
  if (++calls >= killAt) process.kill(process.pid, 'SIGKILL');
};

const config = loadConfig(told.file, connectors);
const document = syncDocument(config, 'users');
const log = jsonLog(() => undefined, Date.now);
const here = localPlatform({ directory, gateway: config.gateway, source: 'users', log });
const now = () => Date.now() + aheadMilliseconds;
const sync = openSync({
  document,
  connector: runningConnector(document.source)!,
  platforms: {
    own: {
      ...here,
      now,
      // Before and after everything that another process can see.
      http: (options) => {
        const client = here.http(options);
        return async (request) => {
          call();
          const answer = await client(request);
          call();
          return answer;
        };
      },
      state: {
        read: (name) => here.state.read(name),
        write: async (name, text, after) => {
          call();
          const version = await here.state.write(name, text, after);
          call();
          return version;
        },
      },
    },
    ...localSync({ directory, gateway: config.gateway, sync: 'users', from: 'people', log }),
    wake: async () => undefined,
  },
  isLocal: true,
});
const asked = { id: `run-${process.pid}`, kind, cause: 'command', at: now() } as const;
const record = await sync.run(asked, { signal: new AbortController().signal });
process.stdout.write(JSON.stringify({ record, calls }));
