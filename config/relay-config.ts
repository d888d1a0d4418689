import type { ClosedTime } from './schedule.ts';

/**
 * Someone who may issue enrolment codes, enrol an agent and see whether agents are well, and nothing else: proved by a token of an OpenID
 * Connect issuer of the customer's own.
 */
export interface Registrar {
  /** What the log and the registry call it. */
  readonly name: string;
  /** Exactly as in the token's `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** The token's `sub`. Without it, `claims` says whose tokens count. */
  readonly subject?: string | undefined;
  readonly claims: Readonly<Record<string, string>>;
  /** A public client that a person signs in with at that issuer (RFC 8628). @default - a token must be brought */
  readonly clientId?: string | undefined;
}

/** How many agents there may be, and how long their certificates last. */
export interface AgentsConfig {
  /** Each has a queue and a mailbox of its own, which the deployment makes: 1 to 16. */
  readonly maximum: number;
  /** 1 to 90. An agent renews its certificate at two thirds of its life. */
  readonly certificateDays: number;
}

/** The way to systems behind a firewall: agents there that only dial out. */
export interface RelayConfig {
  /** Nobody, if empty: then codes are issued by whoever administers the gateway's cloud account. */
  readonly registrars: readonly Registrar[];
  readonly agents: AgentsConfig;
  /** When agents may be told to update, one at a time: from each time that the expression fires, for so many minutes. @default - always */
  readonly updateWindow?: ClosedTime | undefined;
}
