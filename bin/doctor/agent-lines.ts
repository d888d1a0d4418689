import { version } from '../../lambda/version.ts';
import { CommandError } from '../exit-code.ts';
import { explainError } from '../explain-error.ts';
import { instant } from '../terminal/instant.ts';
import type { ExaminedHost } from './examined-host.ts';
import { failed, type Line, ok } from './line.ts';
import type { SeenAgent, SeenAgents } from './relay-agents.ts';

/**
 * Whether the registry of a gateway's agents can be read, and how each agent is. Fails for an agent that should work and does not; what somebody has decided
 * about one is well.
 *
 * @throws PlatformError of the registry
 */
export const agentLines = async (
  look: () => Promise<SeenAgents>,
  host: Pick<ExaminedHost, 'name' | 'deploys'>,
): Promise<readonly Line[]> => {
  try {
    const { agents, maximum } = await look();
    const found = `the registry can be read: it has ${agents.length} of at most ${maximum} agents`;
    return [ok('agents', found), ...agents.map((agent) => agentLine(agent, maximum, `--host ${host.name}`))];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const todo = `deploy it (${host.deploys}), or sign in as who may look at it`;
    return [failed('agents', explainError(error).message, todo)];
  }
};

const agentLine = (seen: SeenAgent, maximum: number, option: string): Line => {
  const { agent, state, slot, heardAt, certificateEndsAt } = seen;
  const what = `agent ${agent}`;
  const remove = `sallyport agent remove ${agent} ${option}`;
  const again = `sallyport agent code ${agent} ${option}, and with that code on its machine: sallyport-agent enroll --force`;
  const end = instant(certificateEndsAt);
  switch (state) {
    case 'available':
      return availableLine(what, seen);
    case 'draining':
      return ok(
        what,
        'draining: it ends what it has, and takes no more work',
        'if it stays so, look at its log for what it still works on',
      );
    case 'revoked':
      return ok(what, 'revoked, and it keeps its place', `once nobody needs it listed, free its place: ${remove}`);
    case 'silent':
      return failed(
        what,
        heardAt === undefined ? 'silent: it was never heard' : `silent since ${instant(heardAt)}`,
        `run sallyport-agent status on its machine, and sallyport-agent check, which says what keeps it from the gate. If it is gone for good: ${remove}`,
      );
    case 'expired':
      return failed(what, `its certificate ended at ${end}`, `enrol it again: ${again}`);
    case 'slot-gone':
      return failed(
        what,
        `slot-gone: it has place ${slot}, and the configuration has ${maximum}`,
        `raise relay.agents.maximum and deploy, or remove another agent and enrol this one again: ${again}`,
      );
  }
};

const availableLine = (what: string, seen: SeenAgent): Line => {
  const { running = 0, capacity = 0, isOverdue, certificateEndsAt } = seen;
  const end = instant(certificateEndsAt);
  if (isOverdue) {
    return failed(
      what,
      `available, but its certificate ends at ${end}, and should have been renewed by now`,
      'look at its log for why it is not renewed: once it has ended, the agent must be enrolled again',
    );
  }
  if (seen.version !== version) {
    return ok(
      what,
      `available, and runs ${seen.version}; this is ${version}`,
      'see that it is updated: by itself at its turn within relay.updateWindow if its agent.yaml has update.command, else on its machine',
    );
  }
  return ok(what, `available: ${running} of ${capacity} requests, its certificate ends at ${end}`);
};

/** What is reached through agents: a source, or the destination of a sync. */
export interface BehindAgents {
  /** Of the source or the sync. */
  readonly name: string;
  /** Names of those that it may use. @default - all */
  readonly named: readonly string[] | undefined;
}

/** Whether there is an agent for what is reached through agents. */
export const usableAgentsLine = (
  { name, named }: BehindAgents,
  { agents }: SeenAgents,
  host: Pick<ExaminedHost, 'name'>,
): Line => {
  const usable = agents.filter(({ agent }) => named === undefined || named.includes(agent));
  const available = usable.filter(({ state }) => state === 'available').map(({ agent }) => agent);
  if (available.length > 0) return ok('agents', `available: ${available.join(', ')}`);
  const enrol = `enrol one: sallyport agent code ${named?.[0] ?? '<agent>'} --host ${host.name}`;
  return failed(
    'agents',
    `no agent that ${name} may use is available${named ? `: it may use ${named.join(', ')}` : ''}`,
    usable.length > 0 ? `do what is said of ${usable.map(({ agent }) => agent).join(', ')}, or ${enrol}` : enrol,
  );
};
