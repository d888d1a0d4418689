import type { Api } from '../../config/shapes/api.ts';
import type { KeyHolder } from '../keys/gateway-keys.ts';
import type { Platform } from '../platform/platform.ts';
import { httpClients } from '../tokens/access/http-clients.ts';
import { nodeSleep, type SourceAccess } from '../tokens/access/source-access.ts';
import type { Admitted } from './admission/admitted.ts';
import { answerOf } from './answer/answer-of.ts';
import { decodedEncodings } from './answer/decode.ts';
import type { GateTags } from './answer/gate-tags.ts';
import { linksOf } from './answer/links.ts';
import { sealedParameters } from './answer/sealed-parameters.ts';
import { sealedPath } from './answer/sealed-path.ts';
import { apiServers } from './api-servers.ts';
import { AuditRecord } from './audit-record.ts';
import { callSource, type Sleep, type SourceAnswer } from './call-source.ts';
import { CallTime } from './call-time.ts';
import { discard } from './discard.ts';
import { failedAnswer, failureOf } from './failed-answer.ts';
import { prepareApi } from './prepare-api.ts';
import type { ProxyCall } from './proxy-call.ts';
import type { SourceRequest } from './send-to-source.ts';
import { sourceConditions } from './source-conditions.ts';

/** What makes the proxy of one source. */
export interface ProxyOptions {
  readonly api: Api;
  /** The gateway's keys, which pseudonyms are made with. */
  readonly keys: KeyHolder;
  readonly access: SourceAccess;
  readonly platform: Platform;
  /** Of everything in the configuration, and of this package's version, that decides about what leaves. */
  readonly configurationHash: string;
  /** @default - the timers of Node */
  readonly sleep?: Sleep | undefined;
}

/** Answers calls of a source's own API. Never throws. */
export type Proxy = (call: ProxyCall) => Promise<Response>;

/** A host's limit leaves this much time to tell the vendor that the call was too slow. */
const hostMargin = 2_000;

/** Methods that a log may name; any other is text of the caller's. */
const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Makes the proxy of one source: what of a request may come in, the call of the source, what of its answer may leave, and one log
 * line for each. Keys, patterns and shapes are loaded at the first call.
 *
 * @example
 * const proxy = createProxy({ api, keys, access, platform, configurationHash });
 * const response = await proxy({ request, target: '/tickets?page=2', publicUrl, limits: {}, reference, audit });
 */
export const createProxy = ({ api, keys, access, platform, configurationHash, sleep }: ProxyOptions): Proxy => {
  const { now, random, log } = platform;
  const prepare = prepareApi({ api, holder: keys, configurationHash });
  const http = httpClients(platform, api.privateAddresses);
  const callIt = callSource({ api, http, access, now, random, sleep: sleep ?? nodeSleep });
  const links = linksOf(apiServers(api), sealedParameters(api), sealedPath(api));

  const answer = async (call: ProxyCall, running: Running): Promise<Response> => {
    const { request, publicUrl, reference, shutdown } = call;
    const { record, time } = running;
    const { admit, pseudonyms, compiled, seal, tags: tagsAt } = await prepare();
    const admitted = await admit(call, pseudonyms);
    record.endpoint = admitted.endpoint.name;
    const tags = tagsAt(publicUrl, admitted.subject);
    const sourceRequest = requestOf(admitted, tags);
    const answered = await callIt({
      request: sourceRequest,
      endpoint: admitted.endpoint.name,
      subject: admitted.subject,
      time,
      shutdown,
      attempted: () => record.attempts++,
    });
    running.source = answered;
    return answerOf(answered, {
      admitted,
      acceptEncoding: request.headers.get('accept-encoding'),
      reference,
      links: links({ publicUrl, putBack: admitted.putBack, seal }),
      tags,
      compiled,
      record,
      ended(end, status, code) {
        running.free();
        if (end.outcome !== 'failed') return record.end(end.outcome, status, code === undefined ? {} : { code });
        const failure = failureOf(end.error);
        record.end(failure.outcome, status, { code: failure.code, ...failure.fields });
      },
    });
  };

  return async (call) => {
    const running = new Running(call, {
      record: new AuditRecord({
        log,
        now,
        audit: call.audit,
        method: knownMethods.has(call.request.method) ? call.request.method : 'other',
        configuration: configurationHash,
      }),
      time: new CallTime({
        milliseconds: Math.min(api.limits.wholeSeconds * 1_000, hostMilliseconds(call)),
        now,
        gone: call.request.signal,
      }),
    });
    try {
      return await answer(call, running);
    } catch (thrown) {
      return running.failed(thrown);
    }
  };
};

interface RunningParts {
  readonly record: AuditRecord;
  readonly time: CallTime;
}

/** What a call holds while it runs. */
class Running {
  readonly record: AuditRecord;
  readonly time: CallTime;
  source: SourceAnswer | undefined;
  readonly #reference: string;

  constructor({ reference }: ProxyCall, { record, time }: RunningParts) {
    this.#reference = reference;
    this.record = record;
    this.time = time;
  }

  free(): void {
    this.time.end();
    this.source?.release();
    this.source = undefined;
  }

  /** Gives up, and says so. */
  failed(thrown: unknown): Response {
    if (this.source) discard(this.source.body);
    this.free();
    const failure = failureOf(thrown);
    this.record.end(failure.outcome, failure.status, { code: failure.code, ...failure.fields });
    return failedAnswer(failure, this.#reference);
  }
}

const hostMilliseconds = ({ limits: { milliseconds } }: ProxyCall): number =>
  milliseconds === undefined ? Number.POSITIVE_INFINITY : milliseconds - Math.min(hostMargin, milliseconds / 20);

const requestOf = (admitted: Admitted, tags: GateTags): SourceRequest => ({
  method: admitted.method,
  url: admitted.url,
  headers: {
    ...admitted.headers,
    ...sourceConditions(admitted, tags),
    'accept-encoding': decodedEncodings,
    'user-agent': 'sallyport',
  },
  body: admitted.body,
});
