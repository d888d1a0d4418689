import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRelay, localRelayFolder } from '../../../lambda/platform/local/local-relay.ts';
import type { Backend } from './backend.ts';

/** Relays on this machine, each in a folder of its own. */
export const localBackend = (): Backend => ({
  name: 'local',
  async relay() {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-relay-'));
    const agents = join(localRelayFolder(folder, 'acme'), 'agents');
    return {
      places: localRelay(folder, 'acme'),
      access: (slot) => ({ host: 'local', folder: agents, slot, expiresAt: Number.MAX_SAFE_INTEGER }),
      environment: { RELAY_FOLDER: folder },
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  stop: async () => undefined,
});
