import type { KeyHolder } from '../../keys/gateway-keys.ts';
import type { StateStore } from '../../platform/state-store.ts';
import type { SyncPlan } from '../plan/sync-plan.ts';
import type { AskedRun, RunKind, RunRecord } from '../sync-run.ts';
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
  readonly asked: StoredJson<{ readonly run?: AskedRun | undefined }>;
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

/** Who asks for more takes the place of who asks for less. */
const weights: Readonly<Record<RunKind, number>> = { plan: 0, changed: 1, retry: 2, full: 3 };

/** What a sync keeps. Nothing is read yet. */
export const syncStore = ({ state, keys, gateway, name }: SyncStoreOptions): SyncStore => {
  const sealed = sealedState({ state, keys, place: `${gateway}/${name}` });
  const marks = storedJson<Watermark>(state, 'sync/watermark', {});
  const runs = storedJson<readonly RunRecord[]>(state, 'sync/history', []);
  const asked = storedJson<{ readonly run?: AskedRun | undefined }>(state, 'sync/asked', {});
  const approval = storedJson<{ readonly given?: Approval | undefined }>(state, 'sync/approval', {});
  const users = () => keptLines<KnownUser>(sealed, 'sync/users', { lineOf, readLine });
  const plan = async (): Promise<SyncPlan | undefined> => {
    const opened = await sealed.read(planName);
    return opened && opened.text !== '' ? (JSON.parse(opened.text) as SyncPlan) : undefined;
  };

  return {
    sealed,
    marks,
    asked,
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
      await asked.change(({ run: before }) => {
        if (before && weights[before.kind] > weights[run.kind]) return undefined;
        return { run };
      });
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
