import { mailboxThrough } from './mailbox-through.ts';
import type { RelayPlaces } from './relay-places.ts';

/**
 * A relay that is loaded when something of it is used for the first time: most sources have nothing to do with one.
 *
 * @example lateRelay(async () => (await import('./gcp/gcp-relay.ts')).gcpRelay(clients, relay))
 */
export const lateRelay = (load: () => Promise<RelayPlaces>): RelayPlaces => {
  let loading: Promise<RelayPlaces> | undefined;
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const key = (which: 'authority' | 'gateKey') => ({
    readOrCreate: async (make: () => string) => (await loaded())[which].readOrCreate(make),
  });
  return {
    registry: {
      read: async (name) => (await loaded()).registry.read(name),
      write: async (name, text, after) => (await loaded()).registry.write(name, text, after),
    },
    authority: key('authority'),
    gateKey: key('gateKey'),
    queue: (slot) => ({
      send: async (text) => (await loaded()).queue(slot).send(text),
      receive: async (options) => (await loaded()).queue(slot).receive(options),
    }),
    mailbox: (slot) => mailboxThrough(async (work) => work((await loaded()).mailbox(slot))),
    lend: async (slot) => (await loaded()).lend(slot),
  };
};
