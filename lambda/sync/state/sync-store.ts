import type { KeyHolder } from '../../keys/gateway-keys.ts';
import type { StateStore } from '../../platform/state-store.ts';
import type { SyncPlan } from '../plan/sync-plan.ts';
import type { AskedRun, RunRecord } from '../sync-run.ts';
import { type KeptLines, keptLines } from './kept-lines.ts';
import { type DeliveredPayload, payloadFolder, payloadForm } from './kept-payloads.ts';
import { type KnownUser, lineOf, readLine } from './known-user.ts';
import { type SealedState, sealedState } from './sealed-state.ts';
import { type StoredJson, storedJson } from './stored-json.ts';
import type { Approval, SyncState, Trouble, Watermark } from './sync-state.ts';

/** What a store is made from. */
export interface SyncStoreOptions {
  readonly state: StateStore;
  readonly keys: Pick<KeyHolder, 'current' | 'fresh'>;
  readonly gateway: string;
  /** The name of the sync. */
  readonly name: string;
}

/** What a sync keeps, as its runs see it. */
export interface SyncStore extends SyncState {
  readonly sealed: SealedState;
  readonly marks: StoredJson<Watermark>;
  /** Takes the run whose time comes first, so that whoever asks from now on has another one; it stays until it has ended, for a process may die. */
  begin(until: number): Promise<AskedRun | undefined>;
  /** A run that was begun has ended, and is forgotten. */
  end(id: string): Promise<void>;
  readonly approval: StoredJson<{ readonly given?: Approval | undefined }>;
  users(): Promise<KeptLines<KnownUser>>;
  payloads(): Promise<KeptLines<DeliveredPayload>>;
  /** Puts a run into the history, or what is known of it now in the place of what was. */
  remember(run: RunRecord): Promise<void>;
  keepPlan(plan: SyncPlan): Promise<void>;
  dropPlan(): Promise<void>;
}

const mostRuns = 100;
const planName = 'sync/plan';

/** More runs do not wait than there are kinds, and those of processes that died. */
const mostAsked = 20;

interface Asked extends AskedRun {
  /** Whoever asks for the same from now on has another run: this one may have read the source already. */
  readonly hasBegun?: true | undefined;
}

/** What a sync keeps. Nothing is read yet. */
export const syncStore = ({ state, keys, gateway, name }: SyncStoreOptions): SyncStore => {
  const sealed = sealedState({ state, keys, place: `${gateway}/${name}` });
  const marks = storedJson<Watermark>(state, 'sync/watermark', {});
  const runs = storedJson<readonly RunRecord[]>(state, 'sync/history', []);
  const asked = storedJson<readonly Asked[]>(state, 'sync/asked', []);
  const approval = storedJson<{ readonly given?: Approval | undefined }>(state, 'sync/approval', {});
  const users = () => keptLines<KnownUser>(sealed, 'sync/users', { lineOf, readLine });
  const plan = async (): Promise<SyncPlan | undefined> => {
    const opened = await sealed.read(planName);
    return opened && opened.text !== '' ? (JSON.parse(opened.text) as SyncPlan) : undefined;
  };

  return {
    sealed,
    marks,
    approval,
    users,
    payloads: () => keptLines<DeliveredPayload>(sealed, payloadFolder, payloadForm),
    watermark: () => marks.read(),
    history: () => runs.read(),
    async plan(id) {
      const kept = await plan();
      return id === undefined || kept?.id === id ? kept : undefined;
    },
    async ask(run) {
      const isSame = ({ kind, hasBegun }: Asked) => kind === run.kind && !hasBegun;
      const runs = await asked.change((before) => {
        const waiting = before.find(isSame);
        if (!waiting) return [...before.slice(-mostAsked), run];
        if (waiting.at <= run.at) return undefined;
        return before.map((each) => (each === waiting ? { ...each, at: run.at } : each));
      });
      return runs.find(isSame) ?? run;
    },
    async begin(until) {
      const next = (runs: readonly Asked[]) => runs.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= until);
      let begun: AskedRun | undefined;
      await asked.change((runs) => {
        const first = next(runs);
        begun = first;
        return first && !first.hasBegun
          ? runs.map((each) => (each === first ? { ...each, hasBegun: true } : each))
          : undefined;
      });
      return begun;
    },
    async end(id) {
      await asked.change((runs) =>
        runs.some((each) => each.id === id) ? runs.filter((each) => each.id !== id) : undefined,
      );
    },
    async approve(given) {
      const kept = await plan();
      if (!kept || kept.id !== given.plan || kept.tripped.length === 0) return false;
      await approval.change(() => ({ given }));
      return true;
    },
    async troubles() {
      return Array.from(
        (await users()).entries(),
        ([key, { trouble }]): Trouble | undefined =>
          trouble && { key, code: trouble.code, attempts: trouble.attempts, nextAt: trouble.nextAt },
      ).filter((trouble) => trouble !== undefined);
    },
    async remember(run) {
      await runs.change((before) => [run, ...before.filter(({ id }) => id !== run.id)].slice(0, mostRuns));
    },
    keepPlan: (made) => sealed.put(planName, JSON.stringify(made)),
    dropPlan: async () => {
      if (await plan()) await sealed.put(planName, '');
    },
  };
};
