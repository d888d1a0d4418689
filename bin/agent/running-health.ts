import type { AgentHealth } from '../../lambda/relay/agent/health/agent-monitor.ts';
import { readStatus } from '../../lambda/relay/agent/health/status-file.ts';

/** How an agent's process is: what it says itself if it runs, else its last word. */
export interface RunningHealth {
  readonly isRunning: boolean;
  /** `undefined` if it never ran. */
  readonly health: AgentHealth | undefined;
}

const askMilliseconds = 2_000;

/** Throws the system's error if the folder can not be read. */
export const runningHealth = async (folder: string): Promise<RunningHealth> => {
  const last = await readStatus(folder);
  const answered = await asked(last?.healthPort);
  // Another process may have the port by now.
  const isRunning = answered !== undefined && answered.agent === last?.agent && answered.gateway === last.gateway;
  return { isRunning, health: isRunning ? answered : last };
};

const asked = async (port: number | undefined): Promise<AgentHealth | undefined> => {
  if (port === undefined) return undefined;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(askMilliseconds) });
    return (await answer.json()) as AgentHealth;
  } catch {
    return undefined;
  }
};
