import { join } from 'node:path';
import type { AgentAccess } from '../agent-access.ts';
import { bySlot } from '../by-slot.ts';
import type { RelayPlaces } from '../relay-places.ts';
import { localFolder } from './local-folder.ts';
import { localKeys } from './local-keys.ts';
import { localSlot } from './local-slot.ts';
import { localState } from './local-state.ts';

/** As many as a configuration may ask for. */
const slots = 16;

/** What is lent on one machine does not end; the agent asks again as it would elsewhere. */
const lentMilliseconds = 900_000;

/** Where the relay of a gateway is on this machine. */
export const localRelayFolder = (directory: string, gateway: string): string =>
  join(directory, localFolder, 'relay', gateway);

/**
 * The relay of a gateway on this machine: its registry and its keys, and the folder `agents` for queues and mailboxes, which is what an agent gets.
 * Whoever may read one folder may read the other: it is one person's machine.
 *
 * @param directory absolute, of the configuration file
 * @example localRelay('/srv/acme', 'acme').queue(1)
 */
export const localRelay = (directory: string, gateway: string): RelayPlaces => {
  const folder = localRelayFolder(directory, gateway);
  const agents = join(folder, 'agents');
  const places = bySlot((slot) => localSlot(agents, slot), slots);
  return {
    registry: localState(folder, 'registry'),
    authority: localKeys(folder, 'authority'),
    gateKey: localKeys(folder, 'gate'),
    queue: (slot) => places(slot).queue,
    mailbox: (slot) => places(slot).mailbox,
    lend: async (slot): Promise<AgentAccess> => {
      places(slot);
      return { host: 'local', folder: agents, slot, expiresAt: Date.now() + lentMilliseconds };
    },
  };
};
