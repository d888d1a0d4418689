import type { Config } from '../../config/config.ts';
import type { Endpoint } from '../../config/shapes/api.ts';
import { connectorNamed } from '../../connectors/index.ts';
import type { LocalHost } from '../../lambda/hosts/local.ts';
import { count, size, table } from '../terminal/table.ts';
import { failedSource } from './failed-source.ts';

/** What became of one call of a source that is served by proxy. */
export interface Called {
  readonly source: string;
  /** Path of the endpoint that was called; empty if the source has none that can be called without knowing more. */
  readonly path: string;
  readonly seconds: number;
  readonly status?: number;
  readonly bytes?: number;
  /** The gateway's code and sentence. */
  readonly error?: string;
}

/**
 * Calls every source once, as the vendor would: its first endpoint that only reads and needs no name of anything or anybody. One that fails does
 * not keep the others from being tried.
 *
 * @throws the signal's reason
 */
export const firstCalls = async (
  host: LocalHost,
  config: Config,
  sources: readonly string[],
  signal: AbortSignal,
): Promise<readonly Called[]> => {
  const called: Called[] = [];
  for (const source of sources) called.push(await callOnce(host, source, firstPath(config, source), signal));
  return called;
};

const firstPath = ({ sources }: Config, name: string): string => {
  const { connector, options } = sources[name]!;
  const { endpoints } = connectorNamed(connector)!.proxy!(options, { local: true });
  return endpoints.find(needsNothing)?.path ?? '';
};

const needsNothing = ({ method, path, subject }: Endpoint): boolean =>
  method === 'GET' && !path.includes('{') && !subject;

const callOnce = async (host: LocalHost, source: string, path: string, signal: AbortSignal): Promise<Called> => {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  if (path === '') return { source, path, seconds: 0, error: 'no endpoint can be called without knowing more' };
  try {
    const headers = { authorization: `Bearer ${await host.token(source, 300)}` };
    const response = await fetch(host.urlOf(source) + path, { headers, signal });
    const { status } = response;
    if (status >= 400) return { source, path, seconds: seconds(), status, error: problemOf(await response.json()) };
    const bytes = (await response.arrayBuffer()).byteLength;
    return { source, path, seconds: seconds(), status, bytes };
  } catch (error) {
    signal.throwIfAborted();
    return { source, path, seconds: seconds(), error: error instanceof Error ? error.message : String(error) };
  }
};

const problemOf = (problem: unknown): string => {
  const { code, detail } = problem as { readonly code: string; readonly detail: string };
  return `${code}: ${detail}`;
};

/** The first calls as a table, with the reasons of those that failed below it. */
export const callSummary = (called: readonly Called[]): string => {
  const columns = [
    { title: 'source' },
    { title: 'call' },
    { title: 'status', numeric: true },
    { title: 'seconds', numeric: true },
    { title: 'bytes', numeric: true },
  ];
  const rows = called.map(({ source, path, status, seconds, bytes }) => [
    source,
    path === '' ? '-' : `GET ${path}`,
    status === undefined ? '-' : count(status),
    seconds.toFixed(1),
    bytes === undefined ? '-' : size(bytes),
  ]);
  const failures = called.flatMap(({ source, error }) => (error ? [failedSource(source, error)] : []));
  return ['Called each API once, as the vendor would:', table(columns, rows), ...failures].join('\n');
};
