import type { SlotClaim, Slots } from './agent-record.ts';
import { parseStored } from './parse-stored.ts';

/** Where the registry keeps who has which slot. */
export const slotsState = 'slots';

/** Throws PlatformError `state-invalid`. */
export const parseSlots = (text: string | undefined): Slots =>
  text === undefined ? { agents: {} } : parseStored<Slots>(text, ['agents']);

/** The slot of an agent, if it has one. */
export const slotOf = ({ agents }: Slots, agent: string): SlotClaim | undefined =>
  Object.hasOwn(agents, agent) ? agents[agent] : undefined;

/**
 * Gives an agent the lowest free slot, under a new claim.
 *
 * @returns `undefined` if there is none
 */
export const withSlot = (slots: Slots, agent: string, claim: string, maximum: number): Slots | undefined => {
  const { agents } = withoutSlot(slots, agent);
  const taken = new Set(Object.values(agents).map(({ slot }) => slot));
  for (let slot = 1; slot <= maximum; slot++) {
    if (!taken.has(slot)) return { agents: { ...agents, [agent]: { slot, claim } } };
  }
  return undefined;
};

/** Takes the slot of an agent away. */
export const withoutSlot = ({ agents }: Slots, agent: string): Slots => ({
  agents: Object.fromEntries(Object.entries(agents).filter(([name]) => name !== agent)),
});
