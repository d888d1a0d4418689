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
  /**
   * What an agent's process reaches its slot with.
   *
   * @param milliseconds after which it ends, where the backend looks at that. @default - longer than any table is played
   */
  access(slot: number, milliseconds?: number): AgentAccess;
  /** Variables that an agent's process needs besides. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
