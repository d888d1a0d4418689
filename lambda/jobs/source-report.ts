import type { SourceDocument } from '../../config/config.ts';
import { closedUntil } from '../closed-until.ts';
import type { OpenSource } from '../open-source.ts';
import type { Platform } from '../platform/platform.ts';
import { failureOf } from '../proxy/failed-answer.ts';
import { DestinationError } from '../sync/destinations/destination-error.ts';
import { version } from '../version.ts';
import { checkSource } from './check-source.ts';
import type { TryConnection } from './try-connection.ts';

/** What came of one thing that was tried. */
export interface Finding {
  readonly ok: boolean;
  /** Of what went wrong. */
  readonly code?: string | undefined;
  /** Our own sentence, for the operator: it repeats nothing of a secret, of a source or of an answer. */
  readonly reason?: string | undefined;
}

/** Whether a host can be reached from where the gate runs. */
export interface Reached {
  readonly host: string;
  readonly open: boolean;
}

/** What the function of a source, or of a sync, finds out about itself, for its operator. */
export interface SourceReport {
  /** When, as an ISO 8601 text in UTC. */
  readonly at: string;
  /** Of the package that runs. */
  readonly version: string;
  /** Whether there is what proves the gate to the source. */
  readonly token: Finding;
  /** Whether one call of the source worked. */
  readonly call: Finding;
  /** Of a sync: whether one call of its destination worked. */
  readonly destination?: Finding | undefined;
  /** The hosts that the source is allowed to call. */
  readonly egress: readonly Reached[];
  /** One that it is not: reached only if the network lets out to anybody. */
  readonly outside: Reached;
}

/** Made for examples (RFC 2606), and there for everybody. */
const outsideHost = 'example.com';

/** Where the last report of a source is in its state. */
export const reportName = 'jobs/report';

/** What is waited for, in milliseconds, before something has failed. */
const patience = 60_000;

/** What a report is made from. */
export interface SourceReportOptions {
  readonly document: Pick<SourceDocument, 'gateway' | 'name' | 'source' | 'hosts'>;
  readonly source: OpenSource;
  /** Of a sync: a call of its destination that changes nothing. @default - it is a source */
  readonly callDestination?: ((signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly platform: Platform;
  readonly tryConnection: TryConnection;
  readonly signal: AbortSignal;
}

/**
 * Tries everything that a source, or a sync, needs, from where it runs. Never throws for what it finds; who keeps state keeps the report too,
 * for operators of hosts where a job gives no answer.
 *
 * @example const report = await sourceReport({ document, source, platform, tryConnection, signal })
 */
export const sourceReport = async (options: SourceReportOptions): Promise<SourceReport> => {
  const { document, source, callDestination, platform, tryConnection } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patience)]);
  const { gateway, name } = document;
  const audit = callDestination ? { gateway, sync: name } : { gateway, source: name };
  const reach = async (host: string): Promise<Reached> => ({ host, open: await tryConnection(host) });
  const [egress, outside] = await Promise.all([Promise.all((document.hosts ?? []).map(reach)), reach(outsideHost)]);
  const isClosed = closedUntil(document.source.closed, platform.now()) !== undefined;
  const token = isClosed ? leftAlone : await finding(source.access.credentials(signal));
  const call = token.ok ? await finding(checkSource({ ...source, audit }, signal)) : token;
  const called = callDestination && { destination: await finding(callDestination(signal)) };
  const at = new Date(platform.now()).toISOString();
  const report: SourceReport = { at, version, token, call, ...called, egress, outside };
  await keep(report, platform);
  platform.log.info('report.made', { ...audit, token: token.ok, call: call.ok, destination: called?.destination.ok });
  return report;
};

const leftAlone: Finding = {
  ok: false,
  code: 'source-closed',
  reason: 'the source must be left alone at this time (closed): ask again later',
};

const finding = async (trial: Promise<unknown>): Promise<Finding> => {
  try {
    await trial;
    return { ok: true };
  } catch (thrown) {
    if (thrown instanceof DestinationError) return { ok: false, code: thrown.code, reason: thrown.message };
    const { code, fields, sentence } = failureOf(thrown);
    return { ok: false, code, reason: typeof fields['reason'] === 'string' ? fields['reason'] : sentence };
  }
};

/** A source without state has no place for it, and one that can not be reached is told by what was tried. */
const keep = async (report: SourceReport, { state }: Platform): Promise<void> => {
  try {
    const before = await state.read(reportName);
    await state.write(reportName, JSON.stringify(report), before?.version);
  } catch {
    // The answer says it as well.
  }
};
