import type { SyncDocument } from '../../../../config/config.ts';
import type { SyncConfig, SyncSignIn } from '../../../../config/sync-config.ts';
import type { RunningConnector } from '../../../../connectors/connector.ts';
import type { Item } from '../../../../connectors/item.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import type { StateStore } from '../../../../lambda/platform/state-store.ts';
import { type OpenSync, openSync } from '../../../../lambda/sync/open-sync.ts';
import type { RunKind, RunRecord } from '../../../../lambda/sync/sync-run.ts';
import { memoryState } from '../../support/memory-state.ts';
import { type MemoryPlace, memoryDestination, memoryPlace } from './memory-destination.ts';

/** A process that was cut off: nothing that it does has an effect any more. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A user of the source. */
export interface SourcePerson {
  readonly id: string;
  readonly key: string;
  /** @default - the source has none */
  readonly office?: string;
  readonly teams: readonly string[];
}

/** What happens, instead of its death, when the destination is called by a process that has no steps left. */
export type Cut = () => void | Promise<void>;

/** A source that changes, a destination, and a sync between them, which may be cut off anywhere. */
export interface SyncWorld {
  people: readonly SourcePerson[];
  readonly place: MemoryPlace;
  readonly log: (readonly [string, Readonly<Record<string, unknown>>])[];
  /** Another configuration from now on, as after a deployment. */
  configure(some: Partial<SyncConfig>): void;
  /** What lies in the state store, by name. */
  stored(): readonly (readonly [string, string])[];
  /** Milliseconds that pass. */
  pass(milliseconds: number): void;
  now(): number;
  /**
   * A new process of the sync. It is cut off after so many steps.
   *
   * @param steps @default - never
   * @param cut @default - it dies
   */
  process(steps?: number, cut?: Cut): OpenSync;
  /** A run of a new process. @returns `crashed` if it was cut off */
  run(kind: RunKind, steps?: number, cut?: 'dies' | 'aborted' | 'overtaken'): Promise<RunRecord | 'busy' | 'crashed'>;
}

/** Tokens that say what was delivered. */
export const signIn: SyncSignIn = {
  servers: [],
  audience: 'https://bi.acme.example',
  lifetimeSeconds: 120,
  keyDays: 90,
  facts: 'kept',
  maximumAgeMinutes: 1_440,
  claims: { key: 'sub', email: null, payload: 'payload' },
};

/** The configuration, but for what a test says. */
export const syncConfig = (some: Partial<SyncConfig> = {}): SyncConfig => ({
  from: 'people',
  users: { type: 'person', key: 'user.login' },
  groups: { type: 'team', nested: true },
  to: { destination: 'memory', options: {} },
  map: { office: '${user.office}' },
  grants: [{ group: '*', give: { groups: ['${group.name}'] } }],
  full: { cron: '0 4 * * 0', timeZone: 'UTC' },
  adopt: 'nothing',
  deleteAfterDays: 30,
  guard: { percent: 100, count: 1_000_000, sourcePercent: 0, groupPercent: 0, attributePercent: 0, few: 5 },
  rate: { concurrency: 2 },
  quarantine: { percent: 100, few: 1_000 },
  ...some,
});

/** @param hasGroups whether the destination keeps groups apart from users */
export const syncWorld = (sync: SyncConfig, { hasGroups = false } = {}): SyncWorld => {
  let clock = Date.parse('2026-03-01T00:00:00Z');
  let references = 0;
  const state = memoryState();
  let ring: string | undefined;
  const texts = new Map<string, string>();
  const log: SyncWorld['log'] = [];
  const note = (event: string, fields: object = {}) =>
    void log.push([event, fields as Readonly<Record<string, unknown>>]);
  const place = memoryPlace();

  const connector: RunningConnector = {
    async *import() {
      yield { items: itemsOf(world.people) };
    },
  };
  let document: SyncDocument = {
    gateway: 'acme',
    vendor: { name: 'vendor' },
    name: 'users',
    sync,
    source: { connector: 'test', serve: ['import'], claims: {}, closed: [], options: {} },
  };

  const world: SyncWorld = {
    people: [],
    place,
    log,
    now: () => clock,
    stored: () => [...texts],
    configure(some) {
      document = { ...document, sync: { ...document.sync, ...some } };
    },
    pass: (milliseconds) => {
      clock += milliseconds;
    },
    process(steps = Number.POSITIVE_INFINITY, cut) {
      let left = steps;
      const step = () => {
        if (left-- <= 0) throw new Crash('cut off');
      };
      const dying: StateStore = {
        async read(name) {
          if (left < 0) step();
          return state.read(name);
        },
        async write(name, text, after) {
          step();
          const version = await state.write(name, text, after);
          if (version !== undefined) texts.set(name, text);
          return version;
        },
      };
      const called = async () => {
        if (left-- <= 0) await cut?.();
      };
      const living: StateStore = {
        read: (name) => state.read(name),
        async write(name, text, after) {
          const version = await state.write(name, text, after);
          if (version !== undefined) texts.set(name, text);
          return version;
        },
      };
      const own = {
        secrets: { read: async () => ({}) },
        keys: { readOrCreate: async (make: () => string) => (ring ??= make()) },
        state: cut ? living : dying,
        log: { info: note, warn: note, error: note },
        now: () => clock,
        random: () => 0.5,
        reference: () => `run-${++references}`,
        http: () => () => Promise.reject(new Error('nobody is called')),
        fetch: () => Promise.reject(new Error('nobody is called')),
      } as unknown as Platform;
      const destination = memoryDestination({ place, step: cut ? called : step, hasGroups });
      const platforms = { own, source: own, wake: async () => undefined };
      return openSync({ document, connector, platforms, destination });
    },
    async run(kind, steps, cut = 'dies') {
      const ended = new AbortController();
      const sync = world.process(
        steps,
        {
          dies: undefined,
          aborted: () => {
            ended.abort();
            ended.signal.throwIfAborted();
          },
          overtaken: async () => {
            // It was held up for so long that another one takes its place.
            clock += 120_000;
            await world.run('changed');
          },
        }[cut],
      );
      try {
        const id = `asked-${++references}`;
        return await sync.run({ id, kind, cause: 'command', at: clock }, { signal: ended.signal });
      } catch (error) {
        if (error instanceof Crash) return 'crashed';
        throw error;
      }
    },
  };
  return world;
};

const itemsOf = (people: readonly SourcePerson[]): readonly Item[] => {
  const teams = new Set(people.flatMap((person) => person.teams));
  const text = (value: string) => ({ type: 'string', value }) as const;
  return [
    ...[...teams].map((team): Item => ({ kind: 'entity', type: 'team', id: team, name: team })),
    ...people.map(
      ({ id, key, office }): Item => ({
        kind: 'entity',
        type: 'person',
        id,
        name: id,
        attributes: { login: text(key), ...(office !== undefined && { office: text(office) }) },
      }),
    ),
    ...people.flatMap(({ id, teams: own }) =>
      own.map((team): Item => ({ kind: 'relationship', fromType: 'person', fromId: id, toType: 'team', toId: team })),
    ),
  ];
};
