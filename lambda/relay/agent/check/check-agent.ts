import { randomBytes } from 'node:crypto';
import { agentDoor } from '../../../platform/agent-door.ts';
import { newAgreementKey, publicBytes } from '../../envelope/hpke-suite.ts';
import { type About, type Connection, relayPaths } from '../../protocol.ts';
import { AgentError } from '../agent-error.ts';
import { gateClock } from '../call/gate-clock.ts';
import type { Outward } from '../call/outward.ts';
import { outwardFetch } from '../call/outward-fetch.ts';
import { type RelayClient, relayClient } from '../call/relay-client.ts';
import { type AgentIdentity, readIdentity } from '../identity/agent-folder.ts';
import { thumbprintOf } from '../identity/check-enrolment.ts';
import type { AgentPolicy } from '../policy/agent-policy.ts';
import { checkGateKey } from '../session/check-gate-key.ts';
import { checkTarget } from './check-target.ts';
import { checkWay } from './check-way.ts';
import type { CheckedLine } from './checked-line.ts';
import { policyTargets } from './policy-targets.ts';

/** What a check needs. */
export interface CheckAgentOptions {
  readonly folder: string;
  readonly policy: AgentPolicy;
  readonly outward: Outward;
  readonly version: string;
  readonly system: string;
  /** Whether a process of this agent works now: its place is not taken for a check. */
  readonly isRunning: boolean;
  now(): number;
  random(): number;
}

/** A clock that is further off is told of, though calls are corrected by it, in milliseconds. */
const clockMilliseconds = 30_000;

/**
 * Checks all that an agent needs, and says what is blocked: the way to the gate, the gate, the agent's proof, its queue and mailbox, and each target of its own file.
 * Never throws.
 */
export const checkAgent = async (options: CheckAgentOptions): Promise<readonly CheckedLine[]> => {
  const targets = Promise.all(policyTargets(options.policy).map(checkTarget));
  return [...(await checkGate(options)), ...(await targets)];
};

/**
 * The same for a process that begins: the way to the gate and the targets, and no call that another process may be replaced by. Never throws.
 *
 * @param relayUrl of the gate
 */
export const checkSurroundings = async (
  relayUrl: string,
  { policy, outward }: Pick<CheckAgentOptions, 'policy' | 'outward'>,
): Promise<readonly CheckedLine[]> => {
  const targets = Promise.all(policyTargets(policy).map(checkTarget));
  return [...(await checkWay(new URL(relayUrl), outward)), ...(await targets)];
};

const checkGate = async (options: CheckAgentOptions): Promise<readonly CheckedLine[]> => {
  const identity = await readIdentity(options.folder).catch((error: unknown) => error);
  if (identity instanceof Error) return [{ what: 'identity', outcome: 'bad', text: identity.message }];
  const { relayUrl, agent, gateway } = identity as AgentIdentity;
  const known: CheckedLine = { what: 'identity', outcome: 'good', text: `agent ${agent} of gateway ${gateway}` };
  const way = await checkWay(new URL(relayUrl), options.outward);
  if (way.some(({ outcome }) => outcome === 'bad')) return [known, ...way];
  return [known, ...way, ...(await checkCalls(identity as AgentIdentity, options))];
};

const checkCalls = async (identity: AgentIdentity, options: CheckAgentOptions): Promise<readonly CheckedLine[]> => {
  const lines: CheckedLine[] = [];
  const { fetch, agent } = outwardFetch(options.outward);
  const clock = gateClock(options.now);
  const client = relayClient({ url: identity.relayUrl, fetch, clock, now: options.now });
  try {
    lines.push(await aboutLine(client, identity));
    if (options.isRunning) return [...lines, ...(await checkProof(client, identity)), clockLine(clock.offset)];
    const incarnation = randomBytes(16).toString('base64url');
    const sentAt = options.now();
    const connection = await connect(client, identity, incarnation, options);
    clock.learn(connection.now, sentAt);
    lines.push(
      { what: 'signed call', outcome: 'good', text: 'the gate knows this agent, and is known by its key' },
      clockLine(clock.offset),
    );
    const door = agentDoor({ access: async () => connection.access, fetch, agent, random: options.random });
    lines.push(await lineOf('queue', 'can be received from', () => receiveNothing(door.queue)));
    lines.push(await lineOf('mailbox', 'can be written, read and emptied', () => tryMailbox(door.mailbox)));
    await client.signed(identity, relayPaths.goodbye, { incarnation });
  } catch (error) {
    lines.push({ what: 'gate', outcome: 'bad', text: textOf(error) });
  } finally {
    agent.destroy();
  }
  return lines;
};

const aboutLine = async (client: RelayClient, { authority }: AgentIdentity): Promise<CheckedLine> => {
  const { gateway, version, authority: told } = await client.call<About>('GET', relayPaths.about);
  if (told === thumbprintOf(authority))
    return { what: 'gate', outcome: 'good', text: `gateway ${gateway}, version ${version}` };
  return {
    what: 'gate',
    outcome: 'bad',
    text: 'it has another authority than the one that this agent was enrolled with: enrol it again with --force, if the gateway was deployed anew',
  };
};

/** A word of no process: a gate that knows the agent says that another process has its place. */
const checkProof = async (client: RelayClient, identity: AgentIdentity): Promise<readonly CheckedLine[]> => {
  const stranger = { incarnation: randomBytes(16).toString('base64url'), running: 0, draining: true };
  try {
    await client.signed(identity, relayPaths.heartbeat, stranger);
  } catch (error) {
    if (!(error instanceof AgentError) || error.code !== 'agent-replaced') throw error;
  }
  const running = 'this agent works now: sallyport agent status says how';
  return [
    { what: 'signed call', outcome: 'good', text: 'the gate knows this agent' },
    { what: 'queue', outcome: 'unknown', text: running },
    { what: 'mailbox', outcome: 'unknown', text: running },
  ];
};

const connect = async (
  client: RelayClient,
  identity: AgentIdentity,
  incarnation: string,
  options: CheckAgentOptions,
): Promise<Connection> => {
  const { publicKey } = await newAgreementKey();
  const agreementKey = Buffer.from(await publicBytes(publicKey)).toString('base64url');
  const { version, system } = options;
  const connection = await client.signed<Connection>(identity, relayPaths.connect, {
    incarnation,
    agreementKey,
    version,
    system,
    capacity: 1,
  });
  checkGateKey(connection, identity);
  return connection;
};

const clockLine = (offset: number): CheckedLine => {
  const seconds = Math.round(Math.abs(offset) / 1_000);
  if (Math.abs(offset) < clockMilliseconds)
    return { what: 'clock', outcome: 'good', text: `within ${Math.max(1, seconds)} s of the gate’s` };
  return {
    what: 'clock',
    outcome: 'bad',
    text: `${seconds} s ${offset > 0 ? 'behind' : 'before'} the gate’s: set it (NTP)`,
  };
};

const receiveNothing = async (queue: ReturnType<typeof agentDoor>['queue']): Promise<void> => {
  // What was meant for a process before this one is for the next to give back.
  for (const message of await queue.receive({ maximum: 1, waitSeconds: 0 })) await message.again(0);
};

const tryMailbox = async (mailbox: ReturnType<typeof agentDoor>['mailbox']): Promise<void> => {
  const name = `check/${randomBytes(8).toString('hex')}`;
  await mailbox.put(name, new Uint8Array([1]));
  await mailbox.get(name);
  await mailbox.remove([name]);
};

const lineOf = async (what: string, good: string, work: () => Promise<void>): Promise<CheckedLine> => {
  try {
    await work();
    return { what, outcome: 'good', text: good };
  } catch (error) {
    return { what, outcome: 'bad', text: textOf(error) };
  }
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'failed');
