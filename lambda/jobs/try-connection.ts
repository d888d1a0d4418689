import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How long a connection may take, in milliseconds: what a network swallows never comes. */
const patience = 5_000;

/**
 * Whether a connection to a host can be made: by TLS at port 443, for firewalls look at the name in it, and by TCP alone elsewhere. Nothing
 * is sent over it, and whom it belongs to is not looked at.
 *
 * @param authority `host` or `host:port` (443 if absent)
 */
export type TryConnection = (authority: string) => Promise<boolean>;

/** Tries it with Node's sockets. */
export const tryConnection: TryConnection = (authority) => {
  const { hostname, port } = new URL(`tcp://${authority}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const number = Number(port || '443');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket =
    number === 443
      ? connectTls({ host, port: number, servername: host, rejectUnauthorized: false }, () => resolve(true))
      : connect({ host, port: number }, () => resolve(true));
  socket.once('error', () => resolve(false)).setTimeout(patience, () => resolve(false));
  return promise.finally(() => socket.destroy());
};
