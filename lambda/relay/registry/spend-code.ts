import type { StateStore } from '../../platform/state-store.ts';
import { changeState } from './change-state.ts';
import type { Admission } from './enrol-agent.ts';
import { codeState } from './enrolment-code.ts';
import { type CodeUser, codeRefused, parseCode, type StoredCode, useCode } from './stored-code.ts';

/** Refuses a code that nobody can use, before anything else is looked at. Throws RelayRefused `code-refused`, and PlatformError of the registry. */
export const checkCode = async (registry: Pick<StateStore, 'read'>, code: string, now: number): Promise<void> => {
  const stored = await registry.read(codeState(code));
  if (!stored) throw codeRefused('nobody has issued it');
  if (now >= parseCode(stored.text).expiresAt) throw codeRefused('it has expired');
};

/**
 * Uses a code for an agent with this key. It is then used, whatever comes of the enrolment; the same key may try again.
 *
 * Throws RelayRefused `code-refused`, and PlatformError of the registry.
 */
export const spendCode = (registry: StateStore, code: string, user: CodeUser): Promise<Admission> =>
  changeState<StoredCode, Admission>(registry, codeState(code), parseCode, (stored) => {
    const { code: used, use } = useCode(stored, user);
    const result = { agent: use.agent, registrar: used.registrar, at: used.issuedAt, replaces: true };
    return used === stored ? { result } : { write: used, result };
  });
