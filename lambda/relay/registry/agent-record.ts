/** A certificate that an agent may sign with. */
export interface KnownCertificate {
  /** SHA-256 of the DER, Base64url. */
  readonly thumbprint: string;
  /** Public key of the agent (SPKI, DER, Base64url). */
  readonly publicKey: string;
  readonly beginsAt: number;
  readonly endsAt: number;
}

/** The process of an agent that was last heard of. */
export interface AgentProcess {
  readonly incarnation: string;
  /** Public key for HPKE, Base64url. */
  readonly agreementKey: string;
  readonly version: string;
  readonly system: string;
  readonly capacity: number;
  readonly connectedAt: number;
  readonly heardAt: number;
  readonly running: number;
  readonly draining: boolean;
}

/**
 * One agent, as the registry keeps it under `agents/<name>`. Times are milliseconds since 1970 by the gate's clock.
 */
export interface AgentRecord {
  readonly agent: string;
  readonly slot: number;
  /** Who let it in: a registrar's name, or `administrator`. */
  readonly registrar: string;
  readonly enrolledAt: number;
  readonly revokedAt?: number | undefined;
  /** The newest first. An older one counts until the newest has been used, or it has ended. */
  readonly certificates: readonly KnownCertificate[];
  /** `undefined` before the first connection, and after a goodbye. */
  readonly process?: AgentProcess | undefined;
  /** Nonces of calls within the window, with the time when each may be forgotten. */
  readonly nonces: Readonly<Record<string, number>>;
}

/** An agent's right to a slot. */
export interface SlotClaim {
  readonly slot: number;
  /** Another one for each time that a slot is given away, so that what is removed late takes nothing from whoever came after. */
  readonly claim: string;
}

/** Which agent has which slot, as the registry keeps it under `slots`. Slots of agents that were removed are free again. */
export interface Slots {
  readonly agents: Readonly<Record<string, SlotClaim>>;
  /** When slots became free, in milliseconds since 1970. What was lent to the agent before lets it in there for a while yet. @default - none ever was */
  readonly freed?: Readonly<Record<string, number>> | undefined;
}
