import { collectorHeaders } from '../../connectors/collector-headers.ts';
import type { Platform } from '../platform/platform.ts';
import { parseHeaders } from './parse-headers.ts';

/** What is sent with. */
export interface OtlpSenderOptions {
  /** Without `/v1/…`. */
  readonly endpoint: string;
  readonly platform: Pick<Platform, 'fetch' | 'secrets' | 'log' | 'now'>;
}

/** Sends a request's bytes. Resolves to whether the collector took them, and never rejects. */
export type SendOtlp = (signal: 'metrics' | 'traces', bytes: Uint8Array) => Promise<boolean>;

const milliseconds = 5_000;
/** Trouble is told so often at most: a collector that is away must not fill the log. */
const toldMilliseconds = 600_000;

/**
 * Sends to a collector by OTLP over HTTP, in JSON (opentelemetry.io/docs/specs/otlp/#otlphttp). What it does not take is lost: nothing
 * waits, and nothing is kept.
 */
export const otlpSender = ({ endpoint, platform }: OtlpSenderOptions): SendOtlp => {
  const { fetch, secrets, log, now } = platform;
  let told = Number.NEGATIVE_INFINITY;

  const tell = (reason: string): false => {
    if (now() - told >= toldMilliseconds) log.warn('telemetry.lost', { reason });
    told = Math.max(told, now());
    return false;
  };

  return async (signal, bytes) => {
    try {
      const secret = await secrets.read().catch((): Record<string, string> => ({}));
      const headers = parseHeaders(secret[collectorHeaders.name] ?? '');
      if (!headers) return tell(`${collectorHeaders.name} can not be read: sallyport secrets check <source>`);
      const answer = await fetch(`${endpoint.replace(/\/$/, '')}/v1/${signal}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: Buffer.from(bytes),
        // Headers may hold a key, which goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(milliseconds),
      });
      await answer.body?.cancel();
      return answer.ok || tell(`the collector answered ${answer.status}`);
    } catch (error) {
      return tell(`the collector does not answer (${(error as Error).name})`);
    }
  };
};
