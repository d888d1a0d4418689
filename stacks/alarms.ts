import { type KnownSource, needsRelay } from './known-sources.ts';
import { hasUrl, type KnownSync, syncNeedsRelay } from './known-syncs.ts';

/** Log lines of one event, and the values that a field of them must have one of. */
export interface LogMatch {
  readonly event: string;
  /** @default - every line of the event */
  readonly where?: { readonly field: string; readonly oneOf: readonly string[] };
}

/** What an alarm is about. */
export interface AlarmSubject {
  readonly gateway: string;
  /** The name of a source, or of a sync: none of them has that of another. */
  readonly source: string;
  /** What it is. Where one text is for all of them, it may be either. @default 'source' */
  readonly kind?: 'source' | 'sync' | 'source or sync' | undefined;
}

/** What an alarm may be for: a source, or a sync. */
export type Watched = Omit<KnownSource, 'name'> | Omit<KnownSync, 'name'>;

/** What people read of an alarm, and when it rings: when so much was counted within so many minutes. */
export interface Alarm<Subject> {
  /** Part of the alarm's name, the same on every host. */
  readonly name: string;
  /** A few words, for a dashboard. */
  readonly title: string;
  /** What happened, and what to do: sentences. */
  says(subject: Subject): string;
  readonly threshold: number;
  readonly minutes: number;
}

/**
 * An alarm that the log of a source or of a sync rings. Every line has the fields `gateway` and `source`. What a sync says of itself has its own name as
 * `source`, and what its function says of the source that it reads has that one's.
 */
export interface LogAlarm extends Alarm<AlarmSubject> {
  /** The metric that counts the lines. */
  readonly metric: string;
  /** Lines that count: of any one of these. */
  readonly matches: readonly LogMatch[];
  applies(watched: Watched): boolean;
}

const isSync = (watched: Watched): watched is Omit<KnownSync, 'name'> => 'sync' in watched;
const isSource = (watched: Watched): boolean => !isSync(watched);
const hasCheck: LogAlarm['applies'] = (watched) => isSource(watched) && watched.source.check !== undefined;
/** A sync always has some. */
const hasJob: LogAlarm['applies'] = (watched) => isSync(watched) || hasCheck(watched);
/** What the gate learns of a certificate it learns when it tries the source by itself. */
const hasCertificate: LogAlarm['applies'] = (watched) =>
  hasCheck(watched) && watched.requirements.secret.some(({ name }) => name.endsWith('certificate'));
const isCalled: LogAlarm['applies'] = (watched) => isSync(watched) && hasUrl(watched);
const isBehindAgents: LogAlarm['applies'] = (watched) =>
  isSync(watched) ? syncNeedsRelay(watched) : needsRelay(watched);

/** `source people` or `sync bi-users`. */
const named = ({ kind = 'source', source }: AlarmSubject): string => `${kind} ${source}`;

/**
 * The alarms of sources and syncs, as data for all hosts. Each is a metric too, where metrics cost nothing while nothing happens.
 *
 * A single failed call of an API may be the source's bad moment; a failed import is one that the vendor misses.
 */
export const logAlarms: readonly LogAlarm[] = [
  {
    name: 'errors',
    metric: 'Errors',
    title: 'Failed imports and errors of the gate',
    matches: [
      { event: 'gateway.failed' },
      { event: 'import.ended', where: { field: 'outcome', oneOf: ['failed'] } },
      { event: 'proxy.ended', where: { field: 'outcome', oneOf: ['internal'] } },
    ],
    says: ({ gateway, source }) =>
      `Gateway ${gateway} failed, or an import of source ${source} did. The log line (import.ended, proxy.ended, gateway.failed) has a code ` +
      `that says why. Try the source: sallyport doctor ${source}.`,
    threshold: 1,
    minutes: 5,
    applies: isSource,
  },
  {
    name: 'calls-failing',
    metric: 'CallsFailed',
    title: 'Calls of an API that its source failed',
    matches: [{ event: 'proxy.ended', where: { field: 'outcome', oneOf: ['failed'] } }],
    says: ({ gateway, source }) =>
      `Ten calls through gateway ${gateway} to the API of source ${source} failed within 15 minutes. The field code of their log lines ` +
      `(proxy.ended) says why. Try the source: sallyport doctor ${source}.`,
    threshold: 10,
    minutes: 15,
    applies: (watched) => isSource(watched) && watched.source.serve.includes('proxy'),
  },
  {
    name: 'source-throttled',
    metric: 'SourceThrottled',
    title: 'Refused by the source for its rate limit',
    matches: ['proxy.ended', 'import.ended', 'import.refused'].map((event) => ({
      event,
      where: { field: 'code', oneOf: ['source-throttled'] },
    })),
    says: ({ gateway, source }) =>
      `Source ${source} of gateway ${gateway} wants fewer requests, five times within 15 minutes. Ask the vendor to call less often, or ` +
      'the administrator of the source for a higher limit.',
    threshold: 5,
    minutes: 15,
    applies: isSource,
  },
  {
    name: 'token-stopped',
    metric: 'TokenStopped',
    title: 'Tokens that a person must see to',
    matches: [{ event: 'token.stopped' }],
    says: (subject) =>
      `Gateway ${subject.gateway} gets no more token for ${named(subject)} until someone corrects its credentials or signs in again. ` +
      `What to do says: sallyport tokens ${subject.source}. The alarm ends by itself; the trouble does not.`,
    threshold: 1,
    minutes: 5,
    applies: ({ requirements }) => requirements.state === true,
  },
  {
    name: 'relay-unclaimed',
    metric: 'RelayUnclaimed',
    title: 'Requests that an agent left lying',
    matches: [{ event: 'relay.unclaimed' }],
    says: (subject) =>
      `Three requests of gateway ${subject.gateway} to ${named(subject)} within 15 minutes lay in the queue of an agent that said it was well and did ` +
      'not take them. See whether it may go out to the queue, not to the relay alone: sallyport agent status on its machine. Another agent is ' +
      'asked meanwhile, if there is one.',
    threshold: 3,
    minutes: 15,
    applies: isBehindAgents,
  },
  {
    name: 'sync-failed',
    metric: 'SyncFailed',
    title: 'Runs of syncs that failed',
    matches: [{ event: 'sync.ended', where: { field: 'outcome', oneOf: ['failed'] } }],
    says: ({ gateway, source }) =>
      `A run of sync ${source} of gateway ${gateway} failed: its source, its destination or the host could not be used. The log line ` +
      `(sync.ended) has a code that says why, and so says: sallyport sync status ${source}. What was applied stays; the next run does the rest.`,
    threshold: 1,
    minutes: 5,
    applies: isSync,
  },
  {
    name: 'sync-tripped',
    metric: 'SyncTripped',
    title: 'Plans of syncs that the guard stopped',
    matches: [{ event: 'sync.tripped' }],
    says: ({ gateway, source }) =>
      `Sync ${source} of gateway ${gateway} applied nothing: more users would be gone than its guard lets go. The log line (sync.tripped) says ` +
      `which limit it was. Look at the plan, sallyport sync status ${source}; if it is right: sallyport sync approve ${source}.`,
    threshold: 1,
    minutes: 5,
    applies: isSync,
  },
  {
    name: 'sync-quarantined',
    metric: 'SyncQuarantined',
    title: 'Syncs of which too many users fail',
    matches: [{ event: 'sync.quarantined' }],
    says: ({ gateway, source }) =>
      `Sync ${source} of gateway ${gateway} stopped, for too many users could not be applied: something must be wrong with all of them. The log lines ` +
      `(sync.user-failed) have codes that say why. It tries once a day until that is put right; then: sallyport sync retry ${source}.`,
    threshold: 1,
    minutes: 5,
    applies: isSync,
  },
  {
    name: 'sync-calls-failing',
    metric: 'SyncCallsFailed',
    title: 'Webhooks and sign-ins that the gate could not serve',
    matches: [{ event: 'webhook.failed' }, { event: 'sign-in.failed' }, { event: 'sign-in.key-failed' }],
    says: ({ gateway, source }) =>
      `Sync ${source} of gateway ${gateway} was called, and could not do what it was asked for: users may not get in. The log line ` +
      `(webhook.failed, sign-in.failed, sign-in.key-failed) has a code that says why. Try the sync: sallyport doctor ${source}.`,
    threshold: 1,
    minutes: 5,
    applies: isCalled,
  },
  {
    name: 'certificate-expiring',
    metric: 'CertificateExpiring',
    title: 'Certificates that are about to end',
    matches: [{ event: 'certificate.expiring' }],
    says: ({ gateway, source }) =>
      `A client certificate that gateway ${gateway} shows to source ${source} is about to end. Get a new one and enter it: ` +
      `sallyport secrets set ${source}.`,
    threshold: 1,
    minutes: 5,
    applies: hasCertificate,
  },
  {
    name: 'job-failed',
    metric: 'JobFailed',
    title: 'Jobs that failed for good',
    matches: [{ event: 'job.given-up' }],
    says: (subject) =>
      `A job of ${named(subject)} of gateway ${subject.gateway} failed each time that it was tried. The log lines (job.failed) say why. ` +
      `Try the ${subject.kind ?? 'source'}: sallyport doctor ${subject.source}.`,
    threshold: 1,
    minutes: 5,
    applies: hasJob,
  },
  {
    name: 'job-missed',
    metric: 'JobMissed',
    title: 'Jobs that did not run when they should have',
    matches: [{ event: 'job.missed' }],
    says: (subject) =>
      `A job of ${named(subject)} of gateway ${subject.gateway} did not run at a time when it was due. See whether its schedule stands and is on: ` +
      `sallyport doctor ${subject.source}.`,
    threshold: 1,
    minutes: 5,
    applies: hasJob,
  },
];

/** Rung by the host's own metrics, of one source or sync: what the handler itself can not tell, for it did not run or did not end. */
export const hostAlarms: Readonly<Record<'crashes' | 'throttles', Alarm<AlarmSubject>>> = {
  crashes: {
    name: 'crashes',
    title: 'Ended by the host',
    says: (subject) =>
      `The host ended ${named(subject)} of gateway ${subject.gateway} before it had answered, or it could not start. The log says why: memory, ` +
      'time, or a deployment that does not fit.',
    threshold: 1,
    minutes: 5,
  },
  throttles: {
    name: 'throttles',
    title: 'Turned away by the host',
    says: (subject) =>
      `The host had no room for calls to ${named(subject)} of gateway ${subject.gateway} and turned them away. Raise the limit of instances or ` +
      `concurrent executions, or ask ${subject.kind === 'sync' ? 'whoever calls it' : 'the vendor'} to call less at once.`,
    threshold: 5,
    minutes: 5,
  },
};

/** Rung when the gateway's queue of dead letters has messages, whatever source they are of. */
export const deadLetterAlarm: Alarm<Omit<AlarmSubject, 'source'>> = {
  name: 'dead-letters',
  title: 'Dead letters',
  says: ({ gateway }) =>
    `Jobs of gateway ${gateway} failed for good, or could not be started. Each message of the queue of dead letters names one. Remove the ` +
    'message when the job runs again.',
  threshold: 1,
  minutes: 5,
};

/** The alarms that the log of a source, or of a sync, rings. */
export const logAlarmsOf = (watched: Watched): readonly LogAlarm[] =>
  logAlarms.filter(({ applies }) => applies(watched));
