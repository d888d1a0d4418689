import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** An agent's way to a cloud, on which connections can be made to say nothing any more. */
export interface FrozenEnvironment {
  /** For the agent's process. */
  readonly environment: Readonly<Record<string, string>>;
  /** All connections of now stay open, and carry nothing; new ones do. */
  freeze(): void;
  stop(): Promise<void>;
}

/** Puts something between an agent and each port that its environment names. */
export const frozenEnvironment = async (environment: Readonly<Record<string, string>>): Promise<FrozenEnvironment> => {
  const ways = new Map<string, Way>();
  for (const text of Object.values(environment))
    for (const [, port = ''] of text.matchAll(/:(\d{4,5})\b/g)) {
      if (!ways.has(port)) ways.set(port, await wayTo(Number(port)));
    }
  const through = (text: string) =>
    text.replaceAll(/:(\d{4,5})\b/g, (whole, port: string) => {
      const way = ways.get(port);
      return way ? `:${way.port}` : whole;
    });
  return {
    environment: Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, through(text)])),
    freeze: () => {
      for (const way of ways.values()) way.freeze();
    },
    stop: async () => {
      for (const way of ways.values()) await way.stop();
    },
  };
};

interface Way {
  readonly port: number;
  freeze(): void;
  stop(): Promise<void>;
}

const wayTo = async (target: number): Promise<Way> => {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined).once('close', () => other.destroy());
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
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
