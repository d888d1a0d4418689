import type { SyncDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { localSync } from '../../lambda/platform/local/local-sync.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { openSync } from '../../lambda/sync/open-sync.ts';
import type { RunKind } from '../../lambda/sync/sync-run.ts';
import { reportUsage } from './report-usage.ts';

/** Runs the sync of a configuration once, in the folder that it is in, and tells its parent what came of it. */
const [directory = '', document = '', kind = 'changed'] = process.argv.slice(2);
const parsed = JSON.parse(document) as SyncDocument;
const { gateway, name, sync } = parsed;
const log = jsonLog(() => undefined, Date.now);
const opened = openSync({
  document: parsed,
  connector: runningConnector(parsed.source)!,
  platforms: {
    own: localPlatform({ directory, gateway, source: name, log }),
    ...localSync({ directory, gateway, sync: name, from: sync.from, log }),
    wake: async () => undefined,
  },
  isLocal: true,
});
const began = performance.now();
const record = await opened.run(
  { id: `bench-${process.pid}`, kind: kind as RunKind, cause: 'command', at: Date.now() },
  { signal: new AbortController().signal },
);
reportUsage(JSON.stringify({ record, seconds: (performance.now() - began) / 1_000 }));
