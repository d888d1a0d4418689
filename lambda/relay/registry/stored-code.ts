import { RelayRefused } from '../relay-refused.ts';
import { parseStored } from './parse-stored.ts';

/** A key that an agent was let in with. */
export interface CodeUse {
  readonly agent: string;
  /** SHA-256 of the public key (SPKI, DER), Base64url. */
  readonly key: string;
}

/** A code, as the registry keeps it under its hash. */
export interface StoredCode {
  readonly agent: string;
  readonly uses: number;
  /** Who issued it: a registrar's name, or `administrator`. */
  readonly registrar: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** In the order in which it was used. */
  readonly used: readonly CodeUse[];
}

/** Throws PlatformError `state-invalid`. */
export const parseCode = (text: string): StoredCode =>
  parseStored(text, ['agent', 'uses', 'issuedAt', 'expiresAt', 'used']);

/** Names of the agents that a code is for: its own for one use, with numbers for more. */
export const codeAgents = ({ agent, uses }: Pick<StoredCode, 'agent' | 'uses'>): readonly string[] =>
  uses === 1 ? [agent] : Array.from({ length: uses }, (_, index) => `${agent}-${index + 1}`);

/** Who wants to use a code. */
export interface CodeUser {
  /** As of CodeUse. */
  readonly key: string;
  /** The name that it wants. @default - the first that nobody has used */
  readonly agent?: string | undefined;
  readonly now: number;
}

/**
 * Uses a code once. The same key gets the same name again, as long as the code is good: an agent that has not heard the answer asks again, and
 * nobody else has that key.
 *
 * Throws RelayRefused `code-refused`.
 */
export const useCode = (
  code: StoredCode | undefined,
  { key, agent, now }: CodeUser,
): { readonly code: StoredCode; readonly use: CodeUse } => {
  if (!code) throw codeRefused('nobody has issued it');
  if (now >= code.expiresAt) throw codeRefused('it has expired');
  const again = code.used.find((use) => use.key === key);
  if (again) {
    if (agent !== undefined && agent !== again.agent) throw codeRefused('its use was for another agent');
    return { code, use: again };
  }
  const free = codeAgents(code).filter((name) => !code.used.some((use) => use.agent === name));
  if (free.length === 0) throw codeRefused('it is used up');
  const name = agent === undefined ? free[0]! : free.find((other) => other === agent);
  if (name === undefined) throw codeRefused('it is for another agent');
  const use = { agent: name, key };
  return { code: { ...code, used: [...code.used, use] }, use };
};

/** One answer for all: whoever tries codes learns nothing of them. */
export const codeRefused = (reason: string): RelayRefused =>
  new RelayRefused('code-refused', 'Ask a registrar for a new code: this one is wrong, used up or expired.', {
    reason: `the code is refused: ${reason}`,
  });
