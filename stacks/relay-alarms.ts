import { type Alarm, type AlarmSubject, hostAlarms, type LogMatch } from './alarms.ts';

/** What an alarm of the relay is about. */
export type RelaySubject = Omit<AlarmSubject, 'source'>;

/** An alarm that the log of the relay's function rings. Every line has the field `gateway`. */
export interface RelayAlarm extends Alarm<RelaySubject> {
  /** The metric that counts the lines. */
  readonly metric: string;
  /** Lines that count: of any one of these. */
  readonly matches: readonly LogMatch[];
}

/** The alarms that the log of the relay's function rings, as data for all hosts. */
export const relayAlarms: readonly RelayAlarm[] = [
  {
    name: 'relay-errors',
    metric: 'RelayErrors',
    title: 'Errors of the relay',
    matches: [{ event: 'relay.failed' }],
    says: ({ gateway }) =>
      `The relay of gateway ${gateway} could not do what an agent or a registrar asked for. The log line (relay.failed) has a code that says ` +
      'why. Agents try again by themselves.',
    threshold: 1,
    minutes: 5,
  },
  {
    name: 'agent-silent',
    metric: 'AgentSilent',
    title: 'Agents that nobody hears of',
    matches: [{ event: 'agent.silent' }],
    says: ({ gateway }) =>
      `An agent of gateway ${gateway} has not said for a minute that it is there; the log line (agent.silent) names it. The others do its ` +
      'work. See whether it runs and may go out: sallyport agent status on its machine.',
    threshold: 1,
    minutes: 5,
  },
  {
    name: 'agent-certificate',
    metric: 'AgentCertificateExpiring',
    title: 'Certificates of agents that are about to end',
    matches: [{ event: 'agent.certificate-expiring' }],
    says: ({ gateway }) =>
      `An agent of gateway ${gateway} should have renewed its certificate long ago; the log line (agent.certificate-expiring) names it. See ` +
      'what its log says. When the certificate has ended, it has to be enrolled again, with a new code.',
    threshold: 1,
    minutes: 5,
  },
  {
    name: 'relay-authority',
    metric: 'RelayAuthorityExpiring',
    title: 'The authority of the relay that is about to end',
    matches: [{ event: 'relay.authority-expiring' }],
    says: ({ gateway }) =>
      `The authority that signs the certificates of agents of gateway ${gateway} ends within 180 days; the log line (relay.authority-expiring) ` +
      'says in how many. No certificate lasts longer than it does. docs/agents.md says how it is replaced.',
    threshold: 1,
    minutes: 5,
  },
  {
    name: 'agents-unwatched',
    metric: 'AgentsUnwatched',
    title: 'Looks after agents that failed',
    matches: [{ event: 'relay.not-watched' }],
    says: ({ gateway }) =>
      `The relay of gateway ${gateway} could not look after its agents three times within 15 minutes: until it can, nobody hears of an agent that ` +
      'is silent, or of a certificate that is about to end. The log line (relay.not-watched) has a code that says why.',
    // It is tried once a minute, and one failure is the store's bad moment.
    threshold: 3,
    minutes: 15,
  },
];

/** An alarm that rings when lines stop: none came within so many minutes, although some did within a longer time before. */
export interface SilenceAlarm extends Omit<Alarm<RelaySubject>, 'threshold'> {
  /** The metric that counts the lines. */
  readonly metric: string;
  readonly matches: readonly LogMatch[];
  /** Who was not heard for so long was taken away, or never there: the alarm ends, and does not begin. */
  readonly heardMinutes: number;
}

/**
 * Rung when all agents are silent: then none is left at whose calls the relay's function could notice it. Each says every 20 seconds that it is
 * there. Before the first one is enrolled nothing was ever heard, and nothing rings.
 */
export const unheardAlarm: SilenceAlarm = {
  name: 'agents-unheard',
  metric: 'AgentHeartbeats',
  title: 'Signs of life of agents',
  matches: [{ event: 'agent.heartbeat' }],
  says: ({ gateway }) =>
    `No agent of gateway ${gateway} has said for five minutes that it is there, and one did within the last day. Nothing behind agents can be ` +
    'reached. See whether they run and may go out: sallyport agent status on their machines. Whoever has taken the last one away may leave ' +
    'it: the alarm ends within a day.',
  minutes: 5,
  heardMinutes: 24 * 60,
};

/** Rung by the host's own metrics, of the relay's function. */
export const relayHostAlarms: Readonly<Record<'crashes' | 'throttles', Alarm<RelaySubject>>> = {
  crashes: {
    ...hostAlarms.crashes,
    name: 'relay-crashes',
    says: ({ gateway }) =>
      `The host ended the relay of gateway ${gateway} before it had answered, or it could not start. The log says why. Agents that are at work ` +
      'go on for up to a quarter of an hour; then they need the relay for new access.',
  },
  throttles: {
    ...hostAlarms.throttles,
    name: 'relay-throttles',
    says: ({ gateway }) =>
      `The host had no room for calls of agents to the relay of gateway ${gateway} and turned them away. Raise the limit of instances or ` +
      'concurrent executions; see in its log whether somebody else calls it, for its URL is open.',
  },
};
