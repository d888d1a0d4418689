import type { SourceConfig } from '../../config/config.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { CommandError } from '../exit-code.ts';
import { explainError } from '../explain-error.ts';
import type { HostName } from '../host-name.ts';
import { agentLines, usableAgentsLine } from './agent-lines.ts';
import { callLines } from './call-lines.ts';
import { digestLines, type ExpectedDigests } from './digest-lines.ts';
import type { ExaminedHost, ExaminedSource, ExaminedSync } from './examined-host.ts';
import { failed, type Line, looked } from './line.ts';
import type { SeenAgents } from './relay-agents.ts';
import { reportLines } from './report-lines.ts';
import { scheduleLines } from './schedule-lines.ts';
import { keyLines, ownKeyLines, secretLines } from './secret-lines.ts';
import { syncScheduleLines, syncStateLines } from './sync-lines.ts';

/** A line about one source or sync, or about the gateway as a whole. */
export interface DiagnosedLine extends Line {
  /** The name of the source or sync; `null` for the gateway. */
  readonly source: string | null;
}

/** What stands on one host. */
export interface Diagnosis {
  readonly gateway: string;
  readonly host: HostName;
  readonly where: string;
  /** Whether nothing fails. */
  readonly isWell: boolean;
  readonly lines: readonly DiagnosedLine[];
}

/** How it is looked at. */
export interface DiagnosisOptions {
  readonly host: ExaminedHost;
  readonly sources: readonly ConfiguredSource[];
  /** With the sources, at least one. */
  readonly syncs: readonly ConfiguredSync[];
  /** Whether neither a source nor the gate may be called. */
  readonly isSilent: boolean;
  /** `undefined` where nothing is deployed. */
  readonly expected: ExpectedDigests | undefined;
  /** Throws CommandError and PlatformError. `undefined` if the configuration has no relay. */
  readonly agents: (() => Promise<SeenAgents>) | undefined;
  readonly stop: AbortSignal;
  /** Told whenever a source or a sync was looked at. */
  onSource(name: string): void;
}

/** So many sources are looked at together. */
const together = 8;

/** Looks at everything of a gateway on one host. Throws the stop's reason, and nothing else. */
export const diagnose = async (options: DiagnosisOptions): Promise<Diagnosis> => {
  const { host, sources, syncs, agents, stop, onSource } = options;
  const all = [...sources, ...syncs];
  const lines: DiagnosedLine[] = [];
  const add = (source: string | null, found: readonly Line[]): void => {
    lines.push(...found.map((line) => ({ source, ...line })));
  };
  add(null, await looked('trust', stop, () => host.trust()));
  add(null, await looked('agents', stop, () => (agents ? agentLines(agents, host) : [])));
  for (let at = 0; at < all.length; at += together) {
    const group = all.slice(at, at + together);
    const found = await Promise.all(
      group.map(async (each) => {
        const its = await linesOfEach(each, options);
        onSource(each.name);
        return its;
      }),
    );
    for (const [index, { name }] of group.entries()) add(name, found[index]!);
  }
  return {
    gateway: all[0]!.config.gateway,
    host: host.name,
    where: host.where,
    isWell: lines.every(({ state }) => state !== 'failed'),
    lines,
  };
};

const linesOfEach = async (
  configured: ConfiguredSource | ConfiguredSync,
  options: DiagnosisOptions,
): Promise<readonly Line[]> => {
  const { host, stop } = options;
  try {
    return 'sync' in configured
      ? await linesOfSync(configured, await host.sync(configured), options)
      : await linesOf(configured, await host.source(configured), options);
  } catch (error) {
    stop.throwIfAborted();
    if (!(error instanceof CommandError)) throw error;
    return [
      failed('deployed', explainError(error).message, `deploy it (${host.deploys}), or sign in as who may look at it`),
    ];
  }
};

/** First what calls neither source nor gate. */
const linesOf = async (
  configured: ConfiguredSource,
  source: ExaminedSource,
  options: DiagnosisOptions,
): Promise<readonly Line[]> => {
  const { host, isSilent, expected, stop } = options;
  const { environment } = source;
  const { deploys } = host;
  const still = await Promise.all([
    looked('configuration', stop, () =>
      environment && expected ? digestLines(environment, expected(configured), deploys) : [],
    ),
    looked('trust', stop, () => source.trust()),
    looked('secret', stop, () => secretLines(configured, source, stop)),
    looked('key', stop, () => keyLines(configured, source, deploys)),
    looked('schedule', stop, () => scheduleLines(configured, source)),
    looked('agents', stop, () => usableAgents(configured.name, configured.source, options)),
  ]);
  if (isSilent) return still.flat();
  const called = await Promise.all([
    looked('report', stop, async () => reportLines(configured, source, await source.report(stop), deploys)),
    looked('calls', stop, () => callLines(configured, source, stop)),
  ]);
  return [...still, ...called].flat();
};

const usableAgents = async (
  name: string,
  { via, agents: named }: Pick<SourceConfig, 'via' | 'agents'>,
  { agents, host }: DiagnosisOptions,
): Promise<readonly Line[]> =>
  agents && via === 'relay' ? [usableAgentsLine({ name, named }, await agents(), host)] : [];

/** Likewise. Its source is looked at by itself. */
const linesOfSync = async (
  configured: ConfiguredSync,
  examined: ExaminedSync,
  options: DiagnosisOptions,
): Promise<readonly Line[]> => {
  const { host, isSilent, expected, stop } = options;
  const { environment } = examined;
  const { deploys } = host;
  const still = await Promise.all([
    looked('configuration', stop, () =>
      environment && expected ? digestLines(environment, expected(configured), deploys) : [],
    ),
    looked('secret', stop, () => secretLines(configured, examined, stop)),
    looked('key', stop, () => ownKeyLines(examined, deploys)),
    looked('schedule', stop, () => syncScheduleLines(configured, examined)),
    looked('last run', stop, () => syncStateLines(configured, examined)),
    looked('agents', stop, () => usableAgents(configured.name, configured.sync.to, options)),
  ]);
  if (isSilent) return still.flat();
  const report = await looked('report', stop, async () =>
    reportLines(configured, examined, await examined.report(stop), deploys),
  );
  return [...still.flat(), ...report];
};
