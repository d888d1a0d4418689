import type { LendAccess } from './agent-access.ts';
import type { KeyStore } from './key-store.ts';
import type { Mailbox } from './mailbox.ts';
import type { Queue } from './queue.ts';
import type { StateStore } from './state-store.ts';

/**
 * What the relay of a gateway has on a host. Each agent has a slot, 1 to the maximum of the configuration: a queue and a mailbox that no other agent
 * can reach.
 */
export interface RelayPlaces {
  /** Who is enrolled, and how each agent is. A source's function may read it, and write nothing. */
  readonly registry: StateStore;
  /** The key of the gateway's own certificate authority. The relay's function alone has it; elsewhere `key-denied`. */
  readonly authority: KeyStore;
  /** The key by which agents know the gate. The relay's function and those of sources behind agents have it. */
  readonly gateKey: KeyStore;
  queue(slot: number): Queue;
  mailbox(slot: number): Mailbox;
  /** The relay's function alone may do it. */
  readonly lend: LendAccess;
}
