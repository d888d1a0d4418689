import type { AgentAccess } from '../platform/agent-access.ts';

/**
 * What agents, registrars and the relay's function say to each other: JSON over HTTPS, below the function's URL. Errors are problem documents
 * (RFC 9457) with one of `relayProblems`. Bytes are Base64url without padding, times are milliseconds since 1970 by the gate's clock.
 */
export const relayPaths = {
  /** GET, by anyone: About. */
  about: '/about',
  /** POST by a registrar, CodeRequest: EnrolmentCode. */
  codes: '/codes',
  /** POST with a code or by a registrar, EnrolRequest: Enrolment. GET by a registrar: AgentStatus[]. */
  agents: '/agents',
  /** POST, signed, RenewRequest: Enrolment. */
  certificate: '/certificate',
  /** POST, signed, ConnectRequest: Connection. */
  connect: '/connect',
  /** POST, signed, Heartbeat: HeartbeatAnswer. */
  heartbeat: '/heartbeat',
  /** POST, signed, { incarnation }: AgentAccess. */
  access: '/access',
  /** POST, signed, { incarnation }: the agent goes, and its work with it. */
  goodbye: '/goodbye',
} as const;

/** What anyone may know of a relay. */
export interface About {
  readonly gateway: string;
  readonly version: string;
  /** SHA-256 of the authority's certificate (DER), Base64url: codes carry it too, so that nobody can stand in for the gate. */
  readonly authority: string;
  /** Where a registrar may sign in, by name. */
  readonly signIn: readonly {
    readonly registrar: string;
    readonly issuer: string;
    readonly clientId: string;
    readonly audience: string;
  }[];
}

/** A registrar asks for a code. */
export interface CodeRequest {
  readonly agent: string;
  /** How many agents may be enrolled with it: `agent` alone for 1; `agent-1`, `agent-2` … for more. @default 1 */
  readonly uses?: number;
  /** 60 to 604,800. @default 3600 */
  readonly lifetimeSeconds?: number;
}

/** A code. Whoever has it can enrol the agents that it is for, until it is used up or has expired. */
export interface EnrolmentCode {
  readonly code: string;
  readonly agent: string;
  readonly uses: number;
  readonly expiresAt: number;
}

/** An agent asks to be let in. With a code, or with the token of a registrar as `Authorization: Bearer`. */
export interface EnrolRequest {
  readonly code?: string;
  /** Needed without a code. */
  readonly agent?: string;
  /** PEM, signed by the key that it is for (RFC 2986): P-256. What subject it names is not looked at. */
  readonly request: string;
}

/** The certificate of an agent, and who signed it: PEM both. */
export interface Enrolment {
  readonly gateway: string;
  readonly agent: string;
  readonly certificate: string;
  readonly authority: string;
}

/** A new certificate, for the same key or a new one. */
export interface RenewRequest {
  readonly request: string;
}

/** An agent's process has begun. */
export interface ConnectRequest {
  /** A random name of this process: 22 characters of Base64url. */
  readonly incarnation: string;
  /** Its public key for HPKE (P-256, uncompressed point, 65 bytes), made for this process alone. */
  readonly agreementKey: string;
  readonly version: string;
  /** Such as `linux-x64`. */
  readonly system: string;
  /** How many requests it works on at once, 1 to 64. */
  readonly capacity: number;
}

/** What an agent works with. */
export interface Connection {
  readonly now: number;
  /** The gate's public key for HPKE, as `agreementKey`. */
  readonly gateKey: string;
  /** The authority's signature of `gateKey` as `signedGateKey` says it (ECDSA P-256, SHA-256, IEEE P1363). */
  readonly gateKeySignature: string;
  readonly access: AgentAccess;
}

/** An agent is there. */
export interface Heartbeat {
  readonly incarnation: string;
  /** How many requests it works on. */
  readonly running: number;
  /** It takes no more work. */
  readonly draining: boolean;
}

/** What an agent is told. */
export interface HeartbeatAnswer {
  readonly now: number;
  /** Its certificate is to be renewed: two thirds of its life are over. */
  readonly renew: boolean;
  /** The gate's own version, where that is another one. */
  readonly newVersion?: string | undefined;
  /** It is this agent's turn to update to `newVersion`, and the window is open. */
  readonly update: boolean;
}

/** How an agent is, for those who may see it. */
export interface AgentStatus {
  readonly agent: string;
  readonly slot: number;
  /** `silent`: enrolled, but unheard for 60 seconds, or never yet. `slot-gone`: the gateway has not so many slots any more. */
  readonly state: 'available' | 'draining' | 'silent' | 'revoked' | 'expired' | 'slot-gone';
  readonly registrar: string;
  readonly heardAt?: number | undefined;
  readonly certificateEndsAt: number;
  readonly version?: string | undefined;
  readonly system?: string | undefined;
  readonly running?: number | undefined;
  readonly capacity?: number | undefined;
}

/** Codes of the problem documents that the relay's function answers with, and their HTTP statuses. */
export const relayProblems = {
  'request-malformed': 400,
  'code-refused': 403,
  'registrar-refused': 403,
  'agent-refused': 403,
  'agent-unknown': 401,
  'agent-revoked': 403,
  'certificate-expired': 401,
  'signature-refused': 401,
  'clock-differs': 401,
  'call-replayed': 401,
  'agent-replaced': 409,
  'agents-full': 409,
  'slot-gone': 409,
  'not-found': 404,
  unavailable: 503,
  internal: 500,
} as const;

/** Why a call was refused. */
export type RelayProblem = keyof typeof relayProblems;

/** The bytes of a connection's `gateKey` as the authority signs them: bound to the gateway, and to this use. */
export const signedGateKey = (gateway: string, gateKey: string): Uint8Array =>
  new TextEncoder().encode(`sallyport gate key 1\n${gateway}\n${gateKey}`);
