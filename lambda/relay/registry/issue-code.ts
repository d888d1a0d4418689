import type { StateStore } from '../../platform/state-store.ts';
import type { EnrolmentCode } from '../protocol.ts';
import { RelayRefused } from '../relay-refused.ts';
import { agentName } from './agent-name.ts';
import { changeState } from './change-state.ts';
import { codeState, newCode } from './enrolment-code.ts';
import { codeAgents, parseCode, type StoredCode } from './stored-code.ts';

/** What a code is to be good for. */
export interface CodeWish {
  readonly agent: string;
  /** 1 to 16. @default 1 */
  readonly uses?: number | undefined;
  /** 60 to 604,800. @default 3600 */
  readonly lifetimeSeconds?: number | undefined;
}

/** Who issues a code, and when. */
export interface CodeIssuer {
  /** A registrar's name, or `administrator`. */
  readonly registrar: string;
  /** Fingerprint of the gateway's authority. */
  readonly authority: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const mostUses = 16;
const defaultSeconds = 3_600;
const fewestSeconds = 60;
const mostSeconds = 7 * 86_400;

/**
 * Issues a code. The registry keeps its hash alone: what is given here is the only copy.
 *
 * Throws RelayRefused `request-malformed`, and PlatformError of the registry.
 *
 * @example const { code } = await issueCode(registry, { agent: 'berlin' }, { registrar: 'administrator', authority: fingerprint, now: Date.now() })
 */
export const issueCode = async (
  registry: StateStore,
  { agent, uses = 1, lifetimeSeconds = defaultSeconds }: CodeWish,
  { registrar, authority, now }: CodeIssuer,
): Promise<EnrolmentCode> => {
  between('uses', uses, 1, mostUses);
  between('lifetimeSeconds', lifetimeSeconds, fewestSeconds, mostSeconds);
  for (const name of [agent, ...codeAgents({ agent, uses })]) agentName(name);
  const code = newCode({ agent, authority });
  const expiresAt = now + lifetimeSeconds * 1_000;
  const write: StoredCode = { agent, uses, registrar, issuedAt: now, expiresAt, used: [] };
  await changeState(registry, codeState(code), parseCode, () => ({ write, result: undefined }));
  return { code, agent, uses, expiresAt };
};

const between = (name: string, value: number, least: number, most: number): void => {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RelayRefused('request-malformed', `Send "${name}" as a whole number from ${least} to ${most}.`);
};
