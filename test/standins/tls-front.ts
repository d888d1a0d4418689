import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { privateCertificate } from '../lambda/relay/agent/support/private-authority.ts';

/** TLS in front of servers that speak none, which are told apart by the names that they are asked for. */
export interface TlsFront {
  readonly port: number;
  /** Who certified it (PEM). */
  readonly authority: string;
  stop(): void;
}

/**
 * What is said in TLS goes on as it is.
 *
 * @param names that it is certified for, such as `*.on.aws`
 * @param portOf the port of loopback behind a name; `undefined` if nothing is there
 * @example const front = await startTlsFront(['relay.acme.example'], () => 8787)
 */
export const startTlsFront = async (
  names: readonly string[],
  portOf: (name: string) => number | undefined,
): Promise<TlsFront> => {
  const { authority, certificate, key } = await privateCertificate(names);
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: certificate, key }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    const port = portOf(socket.servername || '');
    if (port === undefined) return void socket.destroy();
    const onward = connect(port, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    authority,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
