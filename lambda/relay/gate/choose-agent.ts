import type { AgentProcess, AgentRecord } from '../registry/agent-record.ts';
import { unavailableMilliseconds } from '../times.ts';

/** An agent that can take work now. */
export interface AvailableAgent extends AgentRecord {
  readonly process: AgentProcess;
}

/** What an agent is chosen by. */
export interface Choice {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many requests this process of the gate has with each agent. */
  readonly inHand: ReadonlyMap<string, number>;
  /** Processes of agents that have had their chance with this request. */
  readonly avoid: ReadonlySet<string>;
  /** A number in [0, 1). */
  random(): number;
}

/** Whether an agent takes work: enrolled, heard of within a minute, not about to end. */
export const isAvailable = (agent: AgentRecord, now: number): agent is AvailableAgent =>
  agent.revokedAt === undefined &&
  agent.process !== undefined &&
  !agent.process.draining &&
  now - agent.process.heardAt <= unavailableMilliseconds &&
  agent.certificates.some(({ endsAt }) => endsAt > now);

/** Whether the process of an agent may go on with what it has: it was neither revoked nor replaced. */
export const isStill = (
  agents: readonly AgentRecord[],
  name: string,
  incarnation: string,
): 'yes' | 'revoked' | 'replaced' => {
  const agent = agents.find((candidate) => candidate.agent === name);
  if (!agent || agent.revokedAt !== undefined) return 'revoked';
  return agent.process === undefined || agent.process.incarnation === incarnation ? 'yes' : 'replaced';
};

/**
 * The agent with the most room: what it said itself some seconds ago, and what we have given it since, by what it can do at once. Equal ones take turns by
 * chance, so that many processes of the gate do not all choose the same.
 *
 * @returns `undefined` if there is none
 */
export const chooseAgent = (agents: readonly AgentRecord[], choice: Choice): AvailableAgent | undefined => {
  const { now, inHand, avoid, random } = choice;
  const load = ({ agent, process }: AvailableAgent): number =>
    Math.max(process.running, inHand.get(agent) ?? 0) / process.capacity;
  const candidates = agents
    .filter((agent) => isAvailable(agent, now))
    .filter(({ process }) => !avoid.has(process.incarnation))
    .map((agent) => ({ agent, load: load(agent), chance: random() }));
  candidates.sort((one, other) => one.load - other.load || one.chance - other.chance);
  return candidates[0]?.agent;
};
