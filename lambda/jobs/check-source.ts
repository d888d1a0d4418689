import { X509Certificate } from 'node:crypto';
import type { Api, Endpoint } from '../../config/shapes/api.ts';
import { SourceError } from '../../connectors/source-error.ts';
import type { ImportSource } from '../imports/import-call.ts';
import { importContext } from '../imports/import-context.ts';
import { HttpError } from '../platform/http-client.ts';
import type { LogFields } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { discard } from '../proxy/discard.ts';
import { sendToSource } from '../proxy/send-to-source.ts';
import type { HttpClients } from '../tokens/access/http-clients.ts';
import type { SourceAccess } from '../tokens/access/source-access.ts';
import type { Credentials } from '../tokens/credentials.ts';
import { pemLines } from '../tokens/pem-lines.ts';

/** A certificate that ends sooner is told of, in days: time enough to get another one. */
export const certificateDays = 30;

const dayMilliseconds = 24 * 60 * 60_000;

/** What a source is tried with. */
export interface CheckedSource {
  /** Of a source that serves imports. */
  readonly importSource: ImportSource | undefined;
  /** Of a source that serves its API. */
  readonly api: Api | undefined;
  readonly access: SourceAccess;
  readonly http: HttpClients;
  readonly platform: Pick<Platform, 'secrets' | 'files' | 'fetch' | 'log' | 'now' | 'random'>;
  /** Names of gateway and source, for the log. */
  readonly audit: LogFields;
}

/**
 * Tries a source: gets what proves the gate to it, and makes one call. An import reads its first batch and stops; of an API the first
 * endpoint is asked that can be without parameters, or else its address. What comes back is thrown away.
 *
 * Tells of each certificate of its secret that ends within 30 days (`certificate.expiring`).
 *
 * Throws SourceError, PlatformError, or what the way to a source throws.
 *
 * @example await checkSource(checked, AbortSignal.timeout(60_000))
 */
export const checkSource = async (checked: CheckedSource, signal: AbortSignal): Promise<void> => {
  const { importSource, api } = checked;
  // First: one that has ended is why the source fails.
  await tellOfCertificates(checked);
  if (importSource) await firstBatch(importSource, checked, signal);
  if (api) await firstAnswer(api, checked, signal);
  else await checked.access.credentials(signal);
};

const firstBatch = async (source: ImportSource, { platform }: CheckedSource, signal: AbortSignal): Promise<void> => {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const batches = source.open(importContext({ source, platform, signal: both }, { cursor: undefined, fields: {} }));
  try {
    await batches.next();
  } finally {
    // What was begun ahead of need ends with it.
    stop.abort();
    await batches.return().catch(() => undefined);
  }
};

const firstAnswer = async (api: Api, checked: CheckedSource, signal: AbortSignal): Promise<void> => {
  const endpoint = api.endpoints.find(isPlain);
  const send = sendToSource(api, checked.http);
  const url = new URL(`${endpoint?.server ?? api.server}${endpoint?.path ?? '/'}`);
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', ...api.headers };
  const ask = async (credentials: Credentials): Promise<number> => {
    const answer = await send({ method: 'GET', url, headers }, credentials, signal).catch(asSourceError);
    discard(answer.body);
    return answer.status;
  };
  const credentials = await checked.access.credentials(signal, endpoint?.name);
  let status = await ask(credentials);
  if (status === 401 && (await checked.access.refused(credentials, signal)))
    status = await ask(await checked.access.credentials(signal, endpoint?.name));
  const problem = problemOf(status, endpoint !== undefined);
  if (problem) throw problem;
};

const asSourceError = (error: unknown): never => {
  if (!(error instanceof HttpError)) throw error;
  const code = error.code.endsWith('-timeout') ? 'source-timeout' : 'source-unreachable';
  throw new SourceError(code, `the source can not be asked: ${error.message}`, { cause: error });
};

/** Can be called with nothing but its path. */
const isPlain = ({ method, path, subject }: Endpoint): boolean =>
  method === 'GET' && !path.includes('{') && subject === undefined;

/**
 * An endpoint that is asked without the parameters that it needs says so with a 4XX of its own; that is an answer. Where no endpoint could
 * be asked, a 403 or 404 of the bare address says nothing.
 */
const problemOf = (status: number, isEndpoint: boolean): SourceError | undefined => {
  const detail = { status };
  if (status === 401)
    return new SourceError('credentials-refused', 'the source does not accept the credentials', { detail });
  if (status === 403 && isEndpoint)
    return new SourceError('access-denied', 'the source does not let the gate call its first endpoint', { detail });
  if (status === 429) return new SourceError('source-throttled', 'the source has had too many calls', { detail });
  if (status >= 500) return new SourceError('source-failed', 'the source answered that it failed', { detail });
  return undefined;
};

/**
 * Whatever they prove the gate to, the source or its authorization server: fields that hold one are called so, and the alarm goes by that
 * too.
 */
const tellOfCertificates = async ({ platform, audit }: CheckedSource): Promise<void> => {
  const fields = Object.entries(await platform.secrets.read()).filter(([field]) => field.endsWith('certificate'));
  for (const [field, pem] of fields) {
    const end = endOf(pem);
    if (end === undefined) continue;
    const days = Math.floor((end - platform.now()) / dayMilliseconds);
    if (days <= certificateDays) platform.log.warn('certificate.expiring', { ...audit, field, days });
  }
};

/** Of the first one, which is the gate's own. `undefined` for what is no certificate: whoever uses it says so. */
const endOf = (pem: string): number | undefined => {
  try {
    return new X509Certificate(pemLines(pem)).validToDate.getTime();
  } catch {
    return undefined;
  }
};
