import { PlatformError } from '../../platform/platform-error.ts';
import type { StateStore } from '../../platform/state-store.ts';
import type { AgentRecord, Slots } from './agent-record.ts';

/**
 * All agents that the registry has, revoked ones included: one read for the slots, and one for each agent.
 *
 * Throws PlatformError `state-…`.
 */
export const readAgents = async (registry: Pick<StateStore, 'read'>): Promise<readonly AgentRecord[]> => {
  const slots = await registry.read('slots');
  if (!slots) return [];
  const { agents } = parsed<Slots>(slots.text);
  const records = await Promise.all(
    Object.keys(agents).map(async (agent) => {
      const record = await registry.read(`agents/${agent}`);
      return record && parsed<AgentRecord>(record.text);
    }),
  );
  return records.filter((record) => record !== undefined);
};

const parsed = <Form>(text: string): Form => {
  try {
    return JSON.parse(text) as Form;
  } catch {
    // Without the cause: a parser's own message quotes the text.
    throw new PlatformError(
      'state-invalid',
      'the registry of agents is damaged: restore it, or enrol the agents again',
    );
  }
};
