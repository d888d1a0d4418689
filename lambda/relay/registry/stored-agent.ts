import type { AgentRecord } from './agent-record.ts';
import { parseStored } from './parse-stored.ts';

/** An agent, and what only the relay's own function looks at. */
export interface StoredAgent extends AgentRecord {
  /** The right to its slot, which it was written with. */
  readonly claim: string;
  /** When it last made a call that was good, after a goodbye too; `undefined` if it never did. */
  readonly lastHeardAt?: number | undefined;
}

/** What is left of an agent that was removed. */
export interface RemovedAgent {
  readonly agent: string;
  readonly removedAt: number;
  /** The right to a slot that ended with it. `undefined` if it had none. */
  readonly claim?: string | undefined;
}

/** What the registry has under the name of an agent. */
export type AgentEntry = StoredAgent | RemovedAgent;

/** Where the registry keeps an agent. */
export const agentState = (agent: string): string => `agents/${agent}`;

/** Whether this is an agent, and not what is left of one. */
export const isAgent = (entry: AgentEntry | undefined): entry is StoredAgent => entry !== undefined && 'slot' in entry;

/** Throws PlatformError `state-invalid`. */
export const parseAgent = (text: string): AgentEntry => parseStored(text, ['agent', 'slot'], ['agent', 'removedAt']);
