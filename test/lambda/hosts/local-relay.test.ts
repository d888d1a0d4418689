import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type LocalHost, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { Relay } from '../../../lambda/relay/create-relay.ts';
import { connectAs, enrol, heartbeatAs, type World } from '../relay/routes/relay-world.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-local-relay-'));
let host: LocalHost | undefined;
afterEach(async () => {
  await host?.stop(0);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const start = async (relay: string): Promise<LocalHost> => {
  const config = parseConfig(
    `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://issuer.example/, audience: gateway, claims: { base_url: https://acme.example } } } }
sources:
  people: { connector: file, files: [{ path: ./people.csv, entity: { type: x, id: id, name: id } }] }
${relay}`,
    'test.yaml',
    connectors,
  );
  host = await startLocalHost({ config, directory, port: 0, log: jsonLog(() => {}, Date.now), environment: {} });
  return host;
};

const withRelay = `relay:
  registrars:
    - { name: platform-team, issuer: https://login.acme.example/, audience: sallyport-relay, claims: { department: platform }, clientId: agents }
`;

/** The relay of a host, over HTTP. */
const remote =
  (url: string): Relay =>
  (request, { target }) =>
    fetch(url + target, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      duplex: 'half',
    } as RequestInit);

const call = (url: string, path: string, token?: string) =>
  fetch(url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('the relay of this machine', () => {
  test('lets in the registrars of the configuration, by the development issuer, and agents', async () => {
    const { relayUrl = '', registrarToken, port } = await start(withRelay);
    expect(relayUrl).toBe(`http://127.0.0.1:${port}/.sallyport/relay`);
    expect(await (await call(relayUrl, '/about')).json()).toMatchObject({ gateway: 'acme', signIn: [] });
    const bearer = await registrarToken('platform-team', 60);
    expect(await (await call(relayUrl, '/agents', bearer)).json()).toEqual([]);

    const relay = remote(relayUrl);
    const world = { relay, clock: { now: Date.now() } } as World;
    const { agent, status } = await enrol(world, { agent: 'berlin', bearer });
    expect(status).toBe(200);
    const { access } = (await connectAs(world, agent)).body;
    expect(access).toMatchObject({ host: 'local', slot: 1, folder: expect.stringContaining(directory) });
    expect((await heartbeatAs(world, agent)).status).toBe(200);
    expect(await (await call(relayUrl, '/agents', bearer)).json()).toMatchObject([
      { agent: 'berlin', state: 'available' },
    ]);
  });

  test('refuses a token of the vendor, and one of a registrar is good for no source', async () => {
    const { relayUrl = '', token, registrarToken, urlOf } = await start(withRelay);
    const refused = await call(relayUrl, '/agents', await token('people', 60));
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'registrar-refused' }),
    ]);
    const source = await fetch(`${urlOf('people')}/elimity.insights.customgateway.v1alpha2.Service/PerformImport`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await registrarToken('platform-team', 60)}` },
    });
    expect(source.status).toBe(401);
  });

  test('is not there where the configuration has none', async () => {
    const { relayUrl, port, registrarToken } = await start('');
    expect(relayUrl).toBeUndefined();
    expect((await fetch(`http://127.0.0.1:${port}/.sallyport/relay/about`)).status).toBe(404);
    await expect(registrarToken('platform-team', 60)).rejects.toThrow('no registrar is named platform-team');
  });
});
