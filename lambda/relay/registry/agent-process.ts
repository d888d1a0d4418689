import type { ConnectRequest, Heartbeat } from '../protocol.ts';
import { RelayRefused } from '../relay-refused.ts';
import type { KnownCertificate } from './agent-record.ts';
import { mostCertificates } from './enrol-agent.ts';
import type { StoredAgent } from './stored-agent.ts';

/** A process of an agent has begun. It takes the place of any before it. */
export const connected = (agent: StoredAgent, request: ConnectRequest, now: number): StoredAgent => ({
  ...agent,
  process: { ...request, connectedAt: now, heardAt: now, running: 0, draining: false },
});

/** The process is there. Throws RelayRefused `agent-replaced`. */
export const heard = (agent: StoredAgent, { incarnation, running, draining }: Heartbeat, now: number): StoredAgent => ({
  ...agent,
  process: { ...processOf(agent, incarnation), running, draining, heardAt: now },
});

/** The process has gone. Throws RelayRefused `agent-replaced`. */
export const gone = (agent: StoredAgent, incarnation: string): StoredAgent => {
  processOf(agent, incarnation);
  return { ...agent, process: undefined };
};

/** The process asks for something. Throws RelayRefused `agent-replaced`. */
export const asked = (agent: StoredAgent, incarnation: string): StoredAgent => {
  processOf(agent, incarnation);
  return agent;
};

/** The agent has another certificate. Those before it count until it was used. */
export const renewed = (agent: StoredAgent, certificate: KnownCertificate): StoredAgent => ({
  ...agent,
  certificates: [certificate, ...agent.certificates].slice(0, mostCertificates),
});

const processOf = ({ process }: StoredAgent, incarnation: string) => {
  if (process?.incarnation === incarnation) return process;
  throw new RelayRefused(
    'agent-replaced',
    'Connect anew: another process of this agent has connected since, or this one has said that it goes.',
  );
};
