import type { StateStore } from '../../platform/state-store.ts';
import { RelayRefused, refusedTo } from '../relay-refused.ts';
import type { SignedCall } from '../signature/verify-call.ts';
import { type AdmittedCall, admitCall } from './admit-call.ts';
import type { AgentDirectory } from './agent-directory.ts';
import { changeState } from './change-state.ts';
import { type AgentEntry, agentState, parseAgent, type StoredAgent } from './stored-agent.ts';

/** What calls of agents are answered with. */
export interface AgentCalls {
  readonly registry: StateStore;
  readonly directory: AgentDirectory;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What a call does to the agent that makes it. It may be asked several times; only the last time counts. */
export type AgentEffect = (call: AdmittedCall) => StoredAgent | Promise<StoredAgent>;

/**
 * Has a call take effect: its nonce and what it does are written at once, so that it can be played back at no moment. The agent is the one whose
 * certificate signed the call, whatever the call itself says.
 *
 * Throws RelayRefused as `admitCall` and the effect do, and PlatformError of the registry.
 *
 * @returns the agent as it is stored now, and the certificate that it signed with
 */
export const callAsAgent = async (
  { registry, directory, now }: AgentCalls,
  call: SignedCall,
  effect: AgentEffect,
): Promise<AdmittedCall> => {
  const name = await directory.find(call.thumbprint);
  try {
    return await changeState<AgentEntry, AdmittedCall>(registry, agentState(name), parseAgent, async (entry) => {
      const admitted = admitCall(entry, call, now());
      const write = await effect(admitted);
      return { write, result: { agent: write, certificate: admitted.certificate } };
    });
  } catch (thrown) {
    throw thrown instanceof RelayRefused ? refusedTo(name, thrown) : thrown;
  }
};
