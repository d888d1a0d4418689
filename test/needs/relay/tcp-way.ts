import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Carries connections from one port to another. */
export interface TcpWay {
  readonly port: number;
  /** All connections of now stay open, and carry nothing; new ones do. */
  freeze(): void;
  stop(): Promise<void>;
}

/** Where a way leads, or begins. @default host 127.0.0.1, and any port */
export interface TcpEnd {
  readonly host?: string;
  readonly port?: number;
}

export const tcpWay = async (
  { host: target = '127.0.0.1', port: targetPort = 0 }: TcpEnd,
  { host = '127.0.0.1', port = 0 }: TcpEnd = {},
): Promise<TcpWay> => {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined).once('close', () => other.destroy());
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      for (const socket of open) socket.unpipe().pause();
      open.clear();
    },
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
