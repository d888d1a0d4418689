import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { SyncDocument } from '../../config/config.ts';
import type { UsedNames } from '../../config/expression/used-names.ts';
import type { RunningConnector } from '../../connectors/connector.ts';
import { importContext } from '../imports/import-context.ts';
import type { RunJob } from '../jobs/run-job.ts';
import { loadKeys } from '../keys/gateway-keys.ts';
import { leaseTaker } from '../lease.ts';
import { type OpenSource, openSource } from '../open-source.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { nodeSleep } from '../tokens/access/source-access.ts';
import type { RunningDestination } from './destinations/running-destination.ts';
import { canonicalText } from './mapping/canonical-text.ts';
import { compileMapping } from './mapping/compile-mapping.ts';
import type { Mapping } from './mapping/mapped-user.ts';
import { openDestination } from './open-destination.ts';
import { makePlan } from './plan/make-plan.ts';
import type { SyncPlan } from './plan/sync-plan.ts';
import { readPeople } from './read/read-people.ts';
import { collectEvery } from './run/collect-every.ts';
import { leaseLost } from './run/explain-failure.ts';
import { type EndedRun, type RunContext, runSync } from './run/run-sync.ts';
import { syncJobs } from './run/sync-jobs.ts';
import type { KeptPayload } from './state/kept-payloads.ts';
import { readPayload } from './state/read-payload.ts';
import type { SyncState } from './state/sync-state.ts';
import { syncStore } from './state/sync-store.ts';
import type { SyncPlatforms } from './sync-platforms.ts';
import type { AskedRun, RunRecord } from './sync-run.ts';

/** What a sync is opened with. */
export interface OpenSyncOptions {
  readonly document: SyncDocument;
  /** Of the source. */
  readonly connector: RunningConnector;
  readonly platforms: SyncPlatforms;
  /** Whether this is the local host, where source and destination may have stand-ins. @default false */
  readonly isLocal?: boolean | undefined;
  /** @default - what the document names, with its credentials, at its pace */
  readonly destination?: RunningDestination | undefined;
}

/** How far a run is. */
export interface SyncProgress {
  readonly phase: 'reading' | 'planning' | 'applying' | 'groups';
  readonly done: number;
  /** @default - nobody knows yet */
  readonly of?: number | undefined;
}

/** How a run is watched, and ended early. */
export interface RunOptions {
  /** When it is aborted, the run saves what was done, and the next one goes on. */
  readonly signal: AbortSignal;
  progress?(progress: SyncProgress): void;
  /** Told what is to be done, before the guard is asked. It holds personal data. */
  planned?(plan: SyncPlan): void;
}

/** A sync of this process. */
export interface OpenSync {
  readonly state: SyncState;
  readonly mapping: Mapping;
  readonly destination: RunningDestination;
  /** What a token at sign-in says of the user with that key; `undefined` of who is not, or no more, at the destination. */
  payload(key: string): Promise<KeptPayload | undefined>;
  /** Runs now, in this process; `busy` while another process does. What goes wrong is in the record. Throws PlatformError where not even that can be written. */
  run(asked: AskedRun, options: RunOptions): Promise<RunRecord | 'busy'>;
  /** What a run would do now. Nothing is applied or kept. Throws SourceError, DestinationError, PlatformError, or the signal's reason. */
  plan(kind: 'changed' | 'full', options: RunOptions): Promise<SyncPlan>;
  /** The jobs `sync`, `full` and `resume`. */
  readonly runJob: RunJob;
}

/**
 * Opens the one sync of this process. Nothing is asked of anybody yet.
 *
 * @example const run = await openSync({ document, connector, platforms }).run({ id, kind: 'changed', cause: 'command', at: now() }, { signal })
 */
export const openSync = (options: OpenSyncOptions): OpenSync => {
  const { document, platforms } = options;
  const { gateway, name, sync } = document;
  const { own } = platforms;
  const { state, log, now } = own;
  const keys = loadKeys({
    gateway,
    keys: own.keys,
    now,
    random: randomBytes,
    onFailure: (thrown) =>
      log.warn('keys.stale', { gateway, sync: name, code: thrown instanceof PlatformError ? thrown.code : 'internal' }),
  });
  const store = syncStore({ state, keys, gateway, name });
  // What is told of a map is of one run.
  const mapping = () => compileMapping(sync);
  const { hash } = mapping();
  const destination =
    options.destination ?? openDestination({ document, platform: own, keys, isLocal: options.isLocal ?? false });
  let opened: OpenSource | undefined;
  const source = () =>
    (opened ??= openSource({
      ...options,
      document: { gateway, name: sync.from, source: document.source },
      platform: { ...own, ...platforms.source },
    }));
  const payload = readPayload({ sealed: store.sealed, marks: store.marks, now });
  const context: RunContext = {
    document,
    platform: own,
    store,
    mapping,
    configuration: configurationHash(document, hash),
    destination,
    keepsPayloads: sync.signIn?.facts === 'kept',
    readPeople: (run, uses) => people(source(), document, run, uses),
  };

  const run = async (asked: AskedRun, runOptions: RunOptions): Promise<EndedRun | 'busy'> => {
    const ended = new AbortController();
    const take = leaseTaker({
      state,
      name: 'sync/lease',
      now,
      sleep: nodeSleep,
      unique: randomUUID,
      signal: ended.signal,
    });
    const lease = await take();
    if (!lease) return 'busy';
    try {
      const alive = () => {
        if (!lease.isHeld()) throw leaseLost();
      };
      return await runSync(context, asked, runOptions, alive);
    } finally {
      await lease.release();
    }
  };

  return {
    state: store,
    mapping: mapping(),
    destination,
    payload: (key) => payload(destination.sameKey?.(key) ?? key),
    async run(asked, runOptions) {
      const ended = await run(asked, runOptions);
      return ended === 'busy' ? ended : ended.record;
    },
    async plan(kind, runOptions) {
      const watched = mapping();
      const [watermark, known, everybody] = await Promise.all([
        store.watermark(),
        store.users(),
        context.readPeople(runOptions, watched.uses),
      ]);
      const isFull = kind === 'full' || watermark.mapping !== context.configuration;
      const made = await makePlan({
        ...runOptions,
        id: own.reference(),
        kind,
        isFull,
        keepsPayloads: false,
        people: everybody,
        mapping: watched,
        known,
        watermark,
        destination,
        sync,
        now,
      });
      return made.plan;
    },
    runJob: syncJobs({ document, platforms, store, run }),
  };
};

/** Everything that decides what the destination is to have, and what is kept of it. */
const configurationHash = ({ sync }: SyncDocument, mapping: string): string => {
  const { adopt, to, signIn } = sync;
  const text = canonicalText({ mapping, adopt, options: JSON.parse(JSON.stringify(to)), kept: signIn?.facts ?? null });
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
};

/** Items of an import after which what they were made of is collected. */
const itemsCollected = 50_000;

const people = async (
  source: OpenSource,
  { sync }: SyncDocument,
  { signal, progress }: RunOptions,
  uses: UsedNames,
) => {
  const { importSource, platform } = source;
  if (!importSource) throw new Error('the source of the sync serves no imports: deploy it again');
  const batches = importSource.open(
    importContext({ source: importSource, platform, signal }, { cursor: undefined, fields: {} }),
  );
  let done = 0;
  const collect = collectEvery(itemsCollected);
  const told = async function* () {
    for await (const batch of batches) {
      done += batch.items.length;
      progress?.({ phase: 'reading', done });
      yield batch;
      collect(done);
    }
  };
  return readPeople(told(), sync, uses);
};
