import { type TcpWay, tcpWay } from './tcp-way.ts';

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
  const ways = new Map<string, TcpWay>();
  for (const text of Object.values(environment))
    for (const [, port = ''] of text.matchAll(/:(\d{4,5})\b/g)) {
      if (!ways.has(port)) ways.set(port, await tcpWay({ port: Number(port) }));
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
