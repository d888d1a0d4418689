import { createHash } from 'node:crypto';
import type { StateStore } from '../../platform/state-store.ts';
import { RelayRefused } from '../relay-refused.ts';
import { unavailableMilliseconds } from '../times.ts';
import type { KnownCertificate, SlotClaim } from './agent-record.ts';
import { changeState } from './change-state.ts';
import { parseSlots, slotOf, slotsState, withSlot } from './slots.ts';
import { type AgentEntry, agentState, isAgent, parseAgent, type StoredAgent } from './stored-agent.ts';
import { codeRefused } from './stored-code.ts';

/** What the registry works with where something is enrolled. */
export interface EnrolOptions {
  readonly registry: StateStore;
  /** How many agents there may be. */
  readonly maximum: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A text that nobody else has. */
  unique(): string;
}

/** Who lets an agent in, and since when that counts. */
export interface Admission {
  readonly agent: string;
  /** A registrar's name, or `administrator`. */
  readonly registrar: string;
  /** When that was said. What was said before the agent was revoked or removed counts no more. */
  readonly at: number;
  /** Whether an agent of that name that is heard of now is to be replaced: a code was issued for just that. */
  readonly replaces: boolean;
}

/** The hash of a public key, as codes keep it of those that used them. */
export const keyHash = ({ publicKey }: Pick<KnownCertificate, 'publicKey'>): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');

/**
 * Enrols an agent: a new one gets the lowest free slot, one that is there keeps its own. Certificates that an agent had for other keys count no
 * more, and its process must connect anew.
 *
 * A slot is taken before the record is written, under a claim that the record holds: a removal that comes between changes the record first, so that
 * either it is seen here and all is done once more, or it comes after.
 *
 * Throws RelayRefused `agents-full`, `agent-revoked`, `agent-refused` or `code-refused`, and PlatformError of the registry.
 */
export const enrolAgent = (
  options: EnrolOptions,
  admission: Admission,
  certificate: KnownCertificate,
): Promise<StoredAgent> =>
  changeState<AgentEntry, StoredAgent>(options.registry, agentState(admission.agent), parseAgent, async (stored) => {
    refuseEnded(stored, admission);
    if (!admission.replaces) refuseHeard(stored, certificate, options.now);
    const place = await takeSlot(options, admission.agent, isAgent(stored) ? undefined : stored?.claim);
    const write = enrolled(stored, admission, { ...place, certificate, now: options.now });
    return { write, result: write };
  });

const refuseEnded = (entry: AgentEntry | undefined, { at }: Admission): void => {
  if (!entry) return;
  if (!isAgent(entry)) {
    if (at <= entry.removedAt) throw codeRefused('it was issued before the agent was removed');
    return;
  }
  if (entry.revokedAt !== undefined) throw agentRevoked();
};

/** Two machines under one name would be a mistake. */
const refuseHeard = (entry: AgentEntry | undefined, { publicKey }: KnownCertificate, now: number): void => {
  if (!isAgent(entry) || entry.certificates.some((known) => known.publicKey === publicKey)) return;
  if (!entry.process || now - entry.process.heardAt > unavailableMilliseconds) return;
  throw new RelayRefused(
    'agent-refused',
    'An agent of this name is running: stop it and wait a minute, enrol this one under another name, or with a code.',
  );
};

/** The agent was revoked: whatever it asks for. */
export const agentRevoked = (): RelayRefused =>
  new RelayRefused('agent-revoked', 'The agent was revoked: have it removed, and enrol it with a new code.');

/** The slot of an agent, which is taken if it has none, or only what was left by one that was removed. */
const takeSlot = (
  { registry, maximum, now, unique }: EnrolOptions,
  agent: string,
  ended: string | undefined,
): Promise<SlotClaim> =>
  changeState(registry, slotsState, parseSlots, (stored) => {
    const slots = stored ?? { agents: {} };
    const known = slotOf(slots, agent);
    // Of one whose slot was taken away when the maximum was lowered, a free one is looked for, as of a new one.
    if (known && known.claim !== ended && known.slot <= maximum) return { result: known };
    const write = withSlot(slots, agent, unique(), { maximum, now });
    if (write) return { write, result: slotOf(write, agent)! };
    throw new RelayRefused(
      'agents-full',
      'There are as many agents as this gateway may have: have one removed, or raise relay.agents.maximum and deploy.',
    );
  });

const enrolled = (
  entry: AgentEntry | undefined,
  { agent, registrar }: Admission,
  { slot, claim, certificate, now }: SlotClaim & { readonly certificate: KnownCertificate; readonly now: number },
): StoredAgent => {
  const before = isAgent(entry) ? entry : undefined;
  // An agent that did not hear the answer asks again with the same key: what it has may be either certificate.
  const others = before?.certificates.filter(({ publicKey }) => publicKey === certificate.publicKey) ?? [];
  const isSameKey = others.length > 0;
  return {
    agent,
    slot,
    claim,
    registrar,
    enrolledAt: now,
    certificates: [certificate, ...others].slice(0, mostCertificates),
    process: isSameKey ? before?.process : undefined,
    nonces: before?.nonces ?? {},
    lastHeardAt: before?.lastHeardAt,
  };
};

/** An agent may not have heard of its newest certificates. */
export const mostCertificates = 3;
