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

/** Every host lends access for so long. */
const lentMilliseconds = 900_000;

/** The places that slots are given away in. */
export interface SlotPlaces {
  /** How many there are. */
  readonly maximum: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Gives an agent the lowest free slot, under a new claim. One that was freed within the time that access is lent for comes last: the agent that had it
 * before could still take messages from its queue. It can open none of them.
 *
 * @returns `undefined` if there is none
 */
export const withSlot = (
  slots: Slots,
  agent: string,
  claim: string,
  { maximum, now }: SlotPlaces,
): Slots | undefined => {
  const { agents } = slots;
  const taken = new Set(Object.entries(agents).map(([name, { slot }]) => (name === agent ? undefined : slot)));
  const freed = Object.fromEntries(Object.entries(slots.freed ?? {}).filter(([, at]) => now - at < lentMilliseconds));
  const free = Array.from({ length: maximum }, (_, index) => index + 1).filter((slot) => !taken.has(slot));
  const [slot] = free.toSorted((one, other) => (freed[one] ?? 0) - (freed[other] ?? 0) || one - other);
  return slot === undefined ? undefined : { agents: { ...agents, [agent]: { slot, claim } }, freed };
};

/**
 * Takes the slot of an agent away.
 *
 * @param now milliseconds since 1970
 */
export const withoutSlot = ({ agents, freed }: Slots, agent: string, now: number): Slots => {
  const { [agent]: ended, ...others } = agents;
  return { agents: others, freed: ended ? { ...freed, [ended.slot]: now } : freed };
};
