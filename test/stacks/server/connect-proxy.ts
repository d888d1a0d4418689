import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy that a process is told of by HTTPS_PROXY. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly tunnels: readonly string[];
  stop(): void;
}

/**
 * Leads real host names to servers of this machine: a process that asks for `storage.googleapis.com` gets a tunnel to what stands for it,
 * and checks its certificate as it would that of the real one. Nobody else is reached.
 *
 * @param portOf the port of loopback that stands for a host; `undefined` if nobody does
 */
export const connectProxy = async (portOf: (host: string) => number | undefined): Promise<ConnectProxy> => {
  const tunnels: string[] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on('connect', ({ url = '' }, socket, head) => {
    tunnels.push(url);
    socket.on('error', () => undefined);
    const port = portOf(url.replace(/:443$/, ''));
    if (port === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
};
