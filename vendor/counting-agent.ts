import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** An agent that knows how many bytes came over its connections, headers included. */
export interface CountingAgent {
  readonly agent: Agent;
  bytes(): number;
}

/** One for `http:` or `https:` URLs. */
export const countingAgent = (url: string): CountingAgent => {
  const sockets = new Set<Socket>();
  const agent = url.startsWith('https:') ? new HttpsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    sockets.add(socket);
    return socket;
  };
  return { agent, bytes: () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0) };
};
