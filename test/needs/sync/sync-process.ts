import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { syncDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { localSync } from '../../../lambda/platform/local/local-sync.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { openSync } from '../../../lambda/sync/open-sync.ts';
import type { RunKind, RunRecord } from '../../../lambda/sync/sync-run.ts';

/** What a process is told. */
export interface SyncProcessOptions {
  /** Where the configuration is. */
  readonly file: string;
  readonly directory: string;
  /** One after the other, each of a source of that name. */
  readonly runs: readonly { readonly kind: RunKind; readonly source: string }[];
  /** The call of the last run before which it kills itself. @default - it lives */
  readonly killAt?: number | undefined;
  /** How far its clock is ahead. */
  readonly aheadMilliseconds: number;
}

/** What a process tells that lived: of each run. */
export interface SyncProcessRun {
  readonly record: RunRecord;
  readonly calls: number;
}

const told = JSON.parse(process.argv[2] ?? '') as SyncProcessOptions;
const { directory, runs, killAt = Number.POSITIVE_INFINITY, aheadMilliseconds } = told;

let calls = 0;
let isLast = false;
/** Nobody gets to clean up: as if the machine had lost its power. */
const call = (): void => {
  if (++calls >= killAt && isLast) process.kill(process.pid, 'SIGKILL');
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
const ended: SyncProcessRun[] = [];
for (const [nth, { kind, source }] of runs.entries()) {
  for (const file of ['people', 'members'])
    copyFileSync(join(directory, `${source}-${file}.csv`), join(directory, `${file}.csv`));
  calls = 0;
  isLast = nth === runs.length - 1;
  const asked = { id: `run-${process.pid}-${nth}`, kind, cause: 'command', at: now() } as const;
  const record = await sync.run(asked, { signal: new AbortController().signal });
  if (record === 'busy') throw new Error('another process has the lease');
  ended.push({ record, calls });
}
process.stdout.write(JSON.stringify(ended));
