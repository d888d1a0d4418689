import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentHealth } from './agent-monitor.ts';
import { metricsText } from './metrics-text.ts';

/** Answers on 127.0.0.1. */
export interface HealthServer {
  readonly port: number;
  stop(): void;
}

/** What a browser on this machine is made to ask by a page has another name as its host. */
const ownHost = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/**
 * Serves /health (200 if the agent gets work, else 503; JSON) and /metrics (Prometheus) on loopback alone. It changes nothing, and says nothing of what
 * the agent works on.
 *
 * @param port 0 takes any free one
 * @throws the system's error, `EADDRINUSE` for example
 */
export const startHealthServer = async (port: number, health: () => AgentHealth): Promise<HealthServer> => {
  const server = createServer({ requestTimeout: 5_000 }, ({ method, url, headers }, response) => {
    const isOurs = ownHost.test(headers.host ?? '') && (method === 'GET' || method === 'HEAD');
    if (isOurs && url === '/health') {
      const now = health();
      return answer(response, now.healthy ? 200 : 503, 'application/json', `${JSON.stringify(now)}\n`);
    }
    if (isOurs && url === '/metrics') return answer(response, 200, 'text/plain; version=0.0.4', metricsText(health()));
    answer(response, 404, 'text/plain', 'There are /health and /metrics.\n');
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const answer = (response: ServerResponse, status: number, type: string, text: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
};
