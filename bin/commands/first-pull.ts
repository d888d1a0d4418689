import { ConnectError } from '@connectrpc/connect';
import type { LocalHost } from '../../lambda/hosts/local.ts';
import { type PullCounts, pullSource } from '../../vendor/pull-source.ts';
import { startProgress } from '../terminal/progress.ts';
import { count, size, table } from '../terminal/table.ts';
import { failedSource } from './failed-source.ts';

/** What became of one source. */
export interface Pulled {
  readonly source: string;
  readonly seconds: number;
  readonly counts?: PullCounts;
  /** The gateway's code and sentence. */
  readonly error?: string;
}

/**
 * Pulls every source once, as the vendor would. A source that fails does not keep the others from being tried.
 *
 * @throws the signal's reason
 */
export const firstPull = async (
  host: LocalHost,
  sources: readonly string[],
  signal: AbortSignal,
): Promise<readonly Pulled[]> => {
  if (sources.length === 0) return [];
  const pulled: Pulled[] = [];
  let so: PullCounts | undefined;
  const progress = startProgress(process.stdout, () => ({
    words: `${sources[pulled.length] ?? ''} ${so ? counted(so) : ''}`,
    share: pulled.length / sources.length,
  }));
  try {
    for (const source of sources) {
      so = undefined;
      pulled.push(await pullOnce(host, source, signal, (counts) => (so = counts)));
    }
  } catch (error) {
    progress.end('Not all sources were pulled.');
    throw error;
  }
  progress.end('Pulled each source once, as the vendor would:');
  return pulled;
};

const pullOnce = async (
  host: LocalHost,
  source: string,
  signal: AbortSignal,
  onCounts: (counts: PullCounts) => void,
): Promise<Pulled> => {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  try {
    const counts = await pullSource({
      url: host.urlOf(source),
      token: () => host.token(source, 300),
      onItem: (_, so) => onCounts(so),
      signal,
    });
    return { source, counts, seconds: seconds() };
  } catch (error) {
    signal.throwIfAborted();
    return { source, error: ConnectError.from(error).rawMessage, seconds: seconds() };
  }
};

const counted = ({ entities, relationships }: PullCounts): string =>
  `${count(entities)} entities, ${count(relationships)} relationships`;

/** The first pull as a table, with the reasons of those that failed below it. */
export const pullSummary = (pulled: readonly Pulled[]): string => {
  const numeric = (title: string) => ({ title, numeric: true });
  const columns = [
    { title: 'source' },
    numeric('entities'),
    numeric('relationships'),
    numeric('seconds'),
    numeric('bytes'),
  ];
  const rows = pulled.map(({ source, counts, seconds }) => [
    source,
    counts ? count(counts.entities) : '-',
    counts ? count(counts.relationships) : '-',
    seconds.toFixed(1),
    counts ? size(counts.bytes) : '-',
  ]);
  const failures = pulled.flatMap(({ source, error }) => (error ? [failedSource(source, error)] : []));
  return [table(columns, rows), ...failures].join('\n');
};
