import type { Log } from '../../platform/log.ts';
import type { StateStore } from '../../platform/state-store.ts';
import { unavailableMilliseconds } from '../times.ts';
import { endsAt } from './agent-status.ts';
import { changeState } from './change-state.ts';
import { parseStored } from './parse-stored.ts';
import { readStoredAgents } from './read-agents.ts';
import type { StoredAgent } from './stored-agent.ts';

/** What agents are watched with. */
export interface WatchOptions {
  readonly registry: StateStore;
  readonly log: Log;
  /** Of every line: the gateway. */
  readonly audit: Readonly<Record<string, string>>;
  /** When the authority's own certificate ends, in milliseconds since 1970. */
  authorityEndsAt(): Promise<number>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Where the registry keeps when somebody looked. */
const watchState = 'watch';
const lookMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;
/** Agents are to be enrolled anew before it ends. */
const authorityMilliseconds = 180 * dayMilliseconds;

/**
 * Looks after the other agents when one of them calls, once a minute for all processes together: nothing else wakes the relay's function up. It says in the
 * log who is silent, who was revoked, and whose certificate should have been renewed by now.
 *
 * Never throws: the call that it came with is answered in any case.
 */
export const watchAgents = (options: WatchOptions): (() => Promise<void>) => {
  const { registry, log, audit, now } = options;
  let dueAt = 0;
  return async () => {
    if (now() < dueAt) return;
    dueAt = now() + lookMilliseconds;
    try {
      const turn = await takeTurn(registry, now());
      if (!turn) return;
      for (const agent of await readStoredAgents(registry)) tellOf(agent, turn.before, options);
      const remaining = (await options.authorityEndsAt()) - now();
      if (remaining < authorityMilliseconds)
        log.warn('relay.authority-expiring', { ...audit, days: wholeDays(remaining) });
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'internal';
      log.warn('relay.not-watched', { ...audit, code });
    }
  };
};

interface Look {
  readonly at: number;
}

/** @returns when somebody looked before; `undefined` if that was less than a minute ago */
const takeTurn = (registry: StateStore, now: number): Promise<{ readonly before: number } | undefined> =>
  changeState<Look, { readonly before: number } | undefined>(registry, watchState, parseLook, (stored) => {
    const before = stored?.at ?? 0;
    return now - before < lookMilliseconds ? { result: undefined } : { write: { at: now }, result: { before } };
  });

const parseLook = (text: string): Look => parseStored(text, ['at']);

const tellOf = (agent: StoredAgent, before: number, { log, audit, now }: WatchOptions): void => {
  const fields = { ...audit, agent: agent.agent, slot: agent.slot };
  if (agent.revokedAt !== undefined) {
    // An administrator did it, elsewhere. It is told once.
    if (agent.revokedAt > before) log.warn('agent.revoked', fields);
    return;
  }
  const silent = now() - (agent.lastHeardAt ?? agent.enrolledAt);
  if (silent > unavailableMilliseconds) log.warn('agent.silent', { ...fields, seconds: Math.floor(silent / 1_000) });
  if (isRenewalOverdue(agent, now()))
    log.warn('agent.certificate-expiring', { ...fields, days: wholeDays(endsAt(agent) - now()) });
};

/** Whether an agent's certificate should have been renewed by now, in milliseconds since 1970. */
export const isRenewalOverdue = (agent: StoredAgent, now: number): boolean =>
  endsAt(agent) - now < overdueMilliseconds(agent);

/** Renewal begins at two thirds of a certificate's life: with a quarter left it has failed for some time. */
const overdueMilliseconds = ({ certificates: [newest] }: StoredAgent): number =>
  Math.min(30 * dayMilliseconds, newest ? (newest.endsAt - newest.beginsAt) / 4 : 0);

const wholeDays = (milliseconds: number): number => Math.max(0, Math.floor(milliseconds / dayMilliseconds));
