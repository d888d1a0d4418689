import { gcpLog } from '../platform/gcp/gcp-log.ts';
import type { Log } from '../platform/log.ts';
import { thrownAt } from '../thrown-at.ts';
import { type FetchHandler, startHttpServer } from './http-server.ts';
import { hasRelayDocument } from './relay-document.ts';
import { reportJob } from './report-job.ts';
import { type ServerCloud, type ServerSettings, serverSettings } from './server-settings.ts';
import type { ServerSource } from './server-source.ts';
import { hasSyncDocument } from './sync-document.ts';

/**
 * How long answers may take once the host has said that it ends the container, in milliseconds. Cloud Run kills 10 seconds after SIGTERM
 * (cloud.google.com/run/docs/container-contract#instance-shutdown), Container Apps after the 60 that its template asks for
 * (learn.microsoft.com/azure/container-apps/application-lifecycle-management#shutdown).
 */
const grace: Readonly<Record<ServerCloud, number>> = { gcp: 8_000, azure: 55_000 };

/** How long the last telemetry may take: Cloud Run leaves two seconds. */
const flushMilliseconds = 1_000;

/** Addresses of both kinds: a socket of IPv6 takes IPv4 too. */
const hostname = '::';

/** What goes wrong before there is a platform is told as Google Cloud reads it, which Azure has nothing against. */
let log: Log = gcpLog((line) => process.stdout.write(line), Date.now);
let isOpen = false;

/**
 * Ends the process. As long as nothing of a source or a caller was seen, the message may be told, and says what to do; later it may hold
 * what is nobody's business, and only where it was thrown is told.
 */
const die = (thrown: unknown): never => {
  const exception = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  if (isOpen) log.error('server.failed', { exception, at: thrownAt(thrown) });
  else log.error('server.refused', { exception, reason: thrown instanceof Error ? thrown.message : '' });
  process.exit(1);
};

const shutdown = new AbortController();

/** All of the source, of the sync or of the relay is in parts of their own, which are loaded while the server listens already. */
const openHere = async (settings: ServerSettings): Promise<ServerSource> => {
  const directory = import.meta.dirname;
  if (hasRelayDocument(directory)) return (await import('./server-relay.ts')).openServerRelay(settings, directory);
  if (hasSyncDocument(directory))
    return (await import('./server-sync.ts')).openServerSync(settings, directory, shutdown.signal);
  const { openServerSource } = await import('./server-source.ts');
  return openServerSource(settings, directory, shutdown.signal);
};

const open = async (settings: ServerSettings): Promise<ServerSource> => {
  const source = await openHere(settings);
  log = source.platform.log;
  isOpen = true;
  return source;
};

/** Runs a job instead of serving. Only what failed is tried again by the host. */
const runJob = async (settings: ServerSettings, job: string): Promise<never> => {
  process.once('SIGTERM', () => shutdown.abort());
  const source = await open(settings);
  const { signal } = shutdown;
  const outcome = job === reportJob ? await source.report(signal) : await source.runJob(job, { signal });
  await source.flush(flushMilliseconds);
  process.exit(outcome === 'failed' ? 1 : 0);
};

const serve = async (settings: ServerSettings): Promise<void> => {
  const opening = open(settings);
  const handler: FetchHandler = async (request, target) => {
    // The host's probe is answered before there is anything else.
    if (!isOpen && request.method === 'GET' && target === '/health')
      return Response.json({ status: 'up' }, { headers: { 'cache-control': 'no-store' } });
    return (await opening).answer(request, target);
  };
  const [server, { audit, flush }] = await Promise.all([
    startHttpServer({ hostname, port: settings.port, handler, isBehindProxy: true }),
    opening,
  ]);
  log.info('server.started', { ...audit, port: server.port, milliseconds: Math.round(process.uptime() * 1_000) });

  // Imports end their page with a cursor, and answers under way are waited for.
  const stop = async (milliseconds: number): Promise<never> => {
    shutdown.abort();
    const cut = await server.stop(milliseconds);
    await flush(Math.min(milliseconds, flushMilliseconds));
    log.info('server.stopped', { ...audit, cut });
    process.exit(0);
  };
  process.once('SIGTERM', () => {
    process.once('SIGTERM', () => void stop(0));
    void stop(grace[settings.cloud]);
  });
};

const start = async (): Promise<void> => {
  const settings = serverSettings(process.env);
  await (settings.job === undefined ? serve(settings) : runJob(settings, settings.job));
};

process.on('uncaughtException', die);
await start().catch(die);
