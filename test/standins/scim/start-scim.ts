import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ScimFault } from './scim-fault.ts';
import { type ScimInMemory, type ScimStandInOptions, scimInMemory } from './scim-in-memory.ts';

/** A strict SCIM service on loopback. */
export interface ScimStandIn extends ScimInMemory {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  stop(): Promise<void>;
}

export type { ScimFault, ScimStandInOptions };

/**
 * Starts a SCIM service that refuses what a strict one refuses. Its bearer token is `good-token`.
 *
 * @example const service = await startScim({ bulk: { maxOperations: 10, maxPayloadSize: 10_000 } });
 */
export const startScim = async (options: ScimStandInOptions = {}): Promise<ScimStandIn> => {
  const service = scimInMemory(options);
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const answer = service.answer({
      method,
      target: url.replace(/^\/scim/, ''),
      headers: new Headers(headers as Record<string, string>),
      body: await text(incoming),
    });
    if (answer === 'cut') return void incoming.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/scim+json', ...answer.headers });
    response.end(answer.body && JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...service,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
