import { delegatedQueues } from '../../standins/azure/delegated-queues.ts';
import { fetchAt } from '../../standins/fetch-at.ts';

/** Ports of loopback at which clouds are played, by what the names of their hosts contain; JSON in `RELAY_PORTS`. */
export interface CloudPorts {
  /** Of Azurite. */
  readonly '.blob.'?: number;
  /** Of Azurite; in front of it are queues that take shared access signatures. */
  readonly '.queue.'?: number;
  readonly '.googleapis.com'?: number;
}

/** A `fetch` that leads there, and nowhere else. Without ports it is the process's own. */
export const cloudFetch = (
  ports: CloudPorts = JSON.parse(process.env['RELAY_PORTS'] ?? '{}') as CloudPorts,
): typeof globalThis.fetch => {
  const ways = Object.entries(ports).map(([part, port]) => ({ part, fetch: fetchTo(part, port as number) }));
  if (ways.length === 0) return globalThis.fetch;
  return async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : String(input));
    const way = ways.find(({ part }) => host.includes(part));
    if (!way) throw new TypeError(`nobody plays ${host}`);
    return way.fetch(input, init);
  };
};

const fetchTo = (part: string, port: number): typeof globalThis.fetch =>
  part === '.queue.' ? delegatedQueues(fetchAt(port), Date.now) : fetchAt(port);
