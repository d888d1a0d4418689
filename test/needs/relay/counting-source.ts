import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A source that counts. */
export interface CountingSource {
  readonly url: string;
  /** How often it was asked for the path. */
  calls(path: string): number;
  stop(): Promise<void>;
}

/** A whole answer of it: several chunks. */
export const wholeAnswer = 4 * 1_048_576;

/** Reads the whole request, waits a little, and answers 4 MiB: a quarter at a time, or below `/slow/` in six seconds. */
export const countingSource = async (): Promise<CountingSource> => {
  const calls = new Map<string, number>();
  const server = createServer(async (request, response) => {
    calls.set(request.url!, (calls.get(request.url!) ?? 0) + 1);
    try {
      for await (const _ of request);
      await sleep(150);
      const [parts, pause] = request.url!.startsWith('/slow/') ? [16, 400] : [4, 50];
      for (let part = 0; part < parts; part++) {
        response.write(Buffer.alloc(wholeAnswer / parts, 'a'));
        await sleep(pause);
      }
      response.end();
    } catch {
      // Whoever asked was killed.
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: (path) => calls.get(path) ?? 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
