import type { ClosedTime } from '../../../config/config.ts';
import { closedUntil } from '../../closed-until.ts';
import type { StateStore } from '../../platform/state-store.ts';
import { changeState } from './change-state.ts';
import { parseStored } from './parse-stored.ts';

/** Who may update, and who has had a turn, as the registry keeps it under `update`. */
export interface UpdateTurns {
  /** The version that the turns are for. */
  readonly version: string;
  readonly turns: readonly { readonly agent: string; readonly at: number }[];
  /** Whose turn it is, as long as it lasts; `undefined` once it is back. */
  readonly holder?: { readonly agent: string; readonly until: number } | undefined;
}

/** Where the registry keeps it. */
const updateState = 'update';

/** An agent that has not come back by then has failed, or is not updated by itself: another one gets its turn. */
const turnMilliseconds = 10 * 60_000;
/** One that has had its turn in vain gets another one after so long. */
const againMilliseconds = 24 * 3_600_000;

/** Whether agents may be told to update now: always, if no window is configured. */
export const isUpdateTime = (window: ClosedTime | undefined, now: number): boolean =>
  window === undefined || closedUntil([window], now) !== undefined;

/**
 * Whether it is an agent's turn to update; it gets the turn if nobody else has it.
 *
 * @param version what it would update to
 * @param now milliseconds since 1970
 */
export const takeUpdateTurn = (registry: StateStore, agent: string, version: string, now: number): Promise<boolean> =>
  changeState<UpdateTurns, boolean>(registry, updateState, parseTurns, (stored) => {
    const { turns, holder } = stored?.version === version ? stored : { turns: [], holder: undefined };
    if (holder && now < holder.until) return { result: holder.agent === agent };
    const recent = turns.filter(({ at }) => at > now - againMilliseconds);
    if (recent.some((turn) => turn.agent === agent)) return { result: false };
    const write = { version, turns: [...recent, { agent, at: now }], holder: { agent, until: now + turnMilliseconds } };
    return { write, result: true };
  });

/** An agent is back from its update: the next one may. */
export const endUpdateTurn = (registry: StateStore, agent: string, version: string): Promise<void> =>
  changeState<UpdateTurns, void>(registry, updateState, parseTurns, (stored) => {
    const isHis = stored?.version === version && stored.holder?.agent === agent;
    return isHis ? { write: { ...stored, holder: undefined }, result: undefined } : { result: undefined };
  });

const parseTurns = (text: string): UpdateTurns => parseStored(text, ['version', 'turns']);
