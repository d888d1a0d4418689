import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RelayDocument } from '../../../config/config.ts';
import { bundleHandlerOnce, writeHandler } from '../../../stacks/bundle.ts';
import { type Container, startContainer } from '../../stacks/server/container.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-server-relay-'));
const document: RelayDocument = {
  gateway: 'acme',
  relay: { registrars: [], agents: { maximum: 2, certificateDays: 30 } },
};

beforeAll(() => {
  // Containers run as nobody.
  chmodSync(folder, 0o755);
  writeHandler(bundleHandlerOnce('server'), folder);
  writeFileSync(join(folder, 'relay.json'), JSON.stringify(document));
});
afterAll(() => rmSync(folder, { recursive: true }));

let container: Container | undefined;
afterEach(() => container?.kill('SIGKILL'));

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const places = {
  host: 'azure',
  account: 'acmerelay',
  slots: 2,
  authority: 'https://acme.vault.azure.net/secrets/authority',
  gateKey: 'https://acme.vault.azure.net/secrets/gate',
};

test('a container serves agents where relay.json lies beside the handler', async () => {
  const port = await freePort();
  container = startContainer(['node', join(folder, 'gateway.mjs')], {
    SALLYPORT_HOST: 'azure',
    SALLYPORT_PUBLIC_URL: 'https://relay.acme.example/',
    SALLYPORT_RELAY: JSON.stringify(places),
    PORT: String(port),
  });
  expect(await container.line('server.started')).toMatchObject({ gateway: 'acme', source: 'relay', port });
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'up' })]);
  const refused = await fetch(`http://127.0.0.1:${port}/connect`, { method: 'POST', body: '{}' });
  expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code: 'signature-refused' })]);
  expect(await container.line('agent.refused')).toMatchObject({ gateway: 'acme', code: 'signature-refused' });
});

test.each([
  ['no places', {}, 'this host has no places for a relay: deploy the gateway again'],
  ['a relay.json that is cut off', { text: '{"gateway":' }, 'is not JSON: deploy the relay again'],
])('one with %s does not start, and says why', async (_what, { text }: { text?: string }, reason) => {
  if (text !== undefined) writeFileSync(join(folder, 'relay.json'), text);
  container = startContainer(['node', join(folder, 'gateway.mjs')], {
    SALLYPORT_HOST: 'azure',
    SALLYPORT_PUBLIC_URL: 'https://relay.acme.example/',
    PORT: String(await freePort()),
  });
  expect(await container.line('server.refused')).toMatchObject({ reason: expect.stringContaining(reason) });
  expect(await container.ended).toBe(1);
});
