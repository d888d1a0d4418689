import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const prelogin = 0x12;
const headerBytes = 8;

/** A message in one packet. The stand-in sends none that needs more, but rows. */
export const packet = (type: number, body: Buffer, isLast = true): Buffer => {
  const header = Buffer.from([type, isLast ? 1 : 0, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(body.length + headerBytes, 2);
  return Buffer.concat([header, body]);
};

/**
 * The socket as TLS sees it: its handshake goes to and fro in PRELOGIN packets, and everything after it as it is ([MS-TDS] 2.2.6.5). One message
 * is answered by one.
 */
export const handshakeCarrier = (socket: Socket): Duplex => {
  let isWrapped = true;
  let pending: Buffer[] = [];
  let incoming = Buffer.alloc(0);
  const flush = (): void => {
    const body = Buffer.concat(pending);
    pending = [];
    const size = 4096 - headerBytes;
    for (let at = 0; at < body.length; at += size)
      socket.write(packet(prelogin, body.subarray(at, at + size), at + size >= body.length));
  };
  const carrier = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, next) => {
      if (!isWrapped) return void socket.write(chunk, next);
      if (pending.push(chunk) === 1) setImmediate(flush);
      next();
    },
    final: (next) => {
      socket.end();
      next();
    },
    destroy: (error, next) => {
      socket.destroy();
      next(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (isWrapped && incoming.length === 0 && chunk[0] !== prelogin) isWrapped = false;
    if (!isWrapped) return void carrier.push(chunk);
    incoming = Buffer.concat([incoming, chunk]);
    while (incoming.length >= headerBytes && incoming.length >= incoming.readUInt16BE(2)) {
      const length = incoming.readUInt16BE(2);
      carrier.push(incoming.subarray(headerBytes, length));
      incoming = incoming.subarray(length);
    }
  });
  socket.on('close', () => carrier.push(null));
  socket.on('error', () => carrier.destroy());
  return carrier;
};
