import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import type { RelayPlaces } from '../../../lambda/platform/relay-places.ts';

/** A cloud, an emulator of one, or this machine: what a relay runs on in these tests. */
export interface Backend {
  readonly name: string;
  /** The gate's end, with queues and mailboxes of its own: no two relays see each other. */
  relay(): Promise<BackendRelay>;
  stop(): Promise<void>;
}

/** One relay on a backend. */
export interface BackendRelay {
  readonly places: RelayPlaces;
  /** What an agent's process reaches its slot with. */
  access(slot: number): AgentAccess;
  /** Variables that an agent's process needs besides. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
