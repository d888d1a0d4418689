import type { RelayConfig } from '../config/config.ts';

/** The slots that agents may have, 1 first: each gets a queue and a mailbox of its own. */
export const relaySlots = ({ agents }: Pick<RelayConfig, 'agents'>): readonly number[] =>
  Array.from({ length: agents.maximum }, (_, index) => index + 1);
