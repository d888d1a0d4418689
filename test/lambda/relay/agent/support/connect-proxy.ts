import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy as a company has one: all that leaves goes through it, and names are its to resolve. */
export interface ConnectProxy {
  readonly url: string;
  /** What was asked for, in order: `relay.acme.example:443`. */
  readonly asked: readonly string[];
  /** By whom: `Basic …`. */
  readonly authorizations: readonly (string | undefined)[];
  /** `hang`: what is sent is never answered, as over a connection that is open on one side alone. */
  mode: 'open' | 'refuse' | 'hang' | 'reset';
  stop(): Promise<void>;
}

/** @param ports by host, on this machine */
export const startConnectProxy = async (ports: Readonly<Record<string, number>>): Promise<ConnectProxy> => {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  const proxy = { mode: 'open' as ConnectProxy['mode'] };
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url!);
    authorizations.push(request.headers['proxy-authorization']);
    if (proxy.mode === 'reset') return client.destroy();
    const port = ports[request.url!.split(':')[0]!];
    if (port === undefined || proxy.mode === 'refuse') return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const target = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    sockets.add(target);
    target.on('close', () => client.destroy()).on('error', () => client.destroy());
    client.on('close', () => target.destroy());
    // Read, and not sent on.
    client.on('data', (bytes) => proxy.mode === 'hang' || target.write(bytes));
    target.on('data', (bytes) => proxy.mode === 'hang' || client.write(bytes));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    authorizations,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
};
