import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GcpRelay } from '../../../config/config.ts';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { gcpRelay } from '../../../lambda/platform/gcp/gcp-relay.ts';
import { googleClient } from '../../../lambda/platform/gcp/google-client.ts';
import type { Backend } from './backend.ts';
import { cloudFetch } from './cloud-fetch.ts';
import { type GooglePlaces, googleToken } from './google-places.ts';
import { keyInMemory } from './key-in-memory.ts';

const project = 'projects/acme-gateway';

/** Relays on Pub/Sub and Cloud Storage as the stand-in plays them, with tokens that it has narrowed. */
export const googleBackend = async (): Promise<Backend> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'google-process.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  const ports = { '.googleapis.com': port };
  const web = { fetch: cloudFetch(ports), random: Math.random };
  const google = googleClient({ ...web, token: async () => googleToken });
  const anonymous = googleClient({ ...web, token: async () => undefined });
  let making: Promise<unknown> = Promise.resolve();
  /** One after another: each is told with the same word that it was made. */
  const make = (places: GooglePlaces): Promise<unknown> => {
    making = making.then(() => {
      child.send(places);
      return once(child, 'message');
    });
    return making;
  };
  return {
    name: 'Pub/Sub and Cloud Storage',
    async relay() {
      const id = randomUUID();
      const named = (kind: string) => [1, 2].map((slot) => `${project}/${kind}/acme-agent-${slot}-${id}`);
      const relay: GcpRelay = {
        host: 'gcp',
        registryBucket: `acme-registry-${id}`,
        mailboxBucket: `acme-mailboxes-${id}`,
        topics: named('topics'),
        subscriptions: named('subscriptions'),
        gateKey: `${project}/secrets/none`,
        agentAccounts: [1, 2].map((slot) => `acme-agent-${slot}@acme-gateway.iam.gserviceaccount.com`),
      };
      await make({ buckets: [relay.registryBucket, relay.mailboxBucket], topics: relay.topics });
      const places = gcpRelay({ google, anonymous }, relay);
      const lent = new Map<number, AgentAccess>();
      for (const slot of [1, 2]) lent.set(slot, await places.lend(slot));
      return {
        places: { ...places, gateKey: keyInMemory() },
        access: (slot) => lent.get(slot)!,
        environment: { RELAY_PORTS: JSON.stringify(ports) },
        stop: async () => undefined,
      };
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
};
