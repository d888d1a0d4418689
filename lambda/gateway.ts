import type { SourceDocument } from '../config/config.ts';
import type { CallContext, Caller, VerifyCaller } from './callers/caller.ts';
import { CallerRefused } from './callers/caller-refused.ts';
import { refusalResponse } from './callers/refusal-response.ts';
import { closedUntil } from './closed-until.ts';
import { type Health, healthOf } from './health.ts';
import { handleImport } from './imports/handle-import.ts';
import type { HostLimits } from './imports/import-call.ts';
import { procedureOf } from './imports/protocol.ts';
import { type OpenSource, openSource, type SourceOptions } from './open-source.ts';
import { problemResponse } from './problem.ts';
import { configurationHash } from './proxy/configuration-hash.ts';
import { createProxy } from './proxy/create-proxy.ts';
import { targetBelow } from './target-below.ts';
import { version } from './version.ts';

/** What makes a gateway for one source. */
export interface GatewayOptions extends SourceOptions {
  readonly document: SourceDocument;
  readonly verify: VerifyCaller;
  /** The source, where jobs share it. @default - it is opened now */
  readonly opened?: OpenSource | undefined;
}

/** What a host knows of one call. */
export interface HostCall extends CallContext {
  /**
   * The request's target as it was sent, before any URL parser made it regular: path and query.
   *
   * @default - that of the request's URL
   */
  readonly target?: string | undefined;
  /** What the host lets this call use. @default - no limits */
  readonly limits?: HostLimits | undefined;
  /** Aborted when the host shuts down. */
  readonly shutdown?: AbortSignal | undefined;
}

/** Answers every request to one source. Never throws. */
export type Gateway = (request: Request, call: HostCall) => Promise<Response>;

/**
 * The way of one request: what is called, who calls, is the source open, then the mode's own answer.
 *
 * Nothing about the source is told, nor any of it read, before the caller was let in.
 */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { document, platform, verify, opened = openSource(options) } = options;
  const { gateway, name, source } = document;
  const { importSource } = opened;
  const proxy = opened.api
    ? createProxy({
        api: opened.api,
        keys: opened.keys,
        access: opened.access,
        platform: opened.platform,
        configurationHash: configurationHash(source),
      })
    : undefined;
  const health = healthOf(document, platform, version);

  const answer = async (request: Request, call: HostCall, reference: string): Promise<Response> => {
    const sent = call.target ?? targetOf(request.url);
    const target = targetBelow(call.publicUrl, sent);
    const [pathname = ''] = sent.split('?', 1);
    // A source's API may have paths of its own that end so: there only the one right below the gateway's URL is ours.
    const isHealth = proxy ? /^\/health(\?|$)/.test(target) : pathname.endsWith('/health');
    if (request.method === 'GET' && isHealth) return healthy(await health());
    const procedure = procedureOf(pathname);
    if (!procedure && !proxy) return notFound(reference);
    const caller = await verify(request, call);
    if (procedure ? !importSource : !proxy) return notFound(reference);
    const opens = closedUntil(source.closed, platform.now());
    if (opens !== undefined) return closed(opens - platform.now(), reference);
    const audit = auditOf(caller, reference);
    const limits = call.limits ?? {};
    if (!procedure) {
      const publicUrl = call.publicUrl.replace(/\/$/, '');
      return proxy!({ request, target, publicUrl, limits, shutdown: call.shutdown, reference, audit });
    }
    return handleImport(procedure, {
      ...call,
      request,
      source: importSource!,
      platform: opened.platform,
      limits,
      reference,
      audit: { ...audit, procedure: procedure.method },
    });
  };

  const auditOf = (caller: Caller, reference: string) => ({
    reference,
    gateway,
    source: name,
    issuer: caller.issuer,
    caller: caller.subject ?? '',
  });

  return async (request, call) => {
    const reference = platform.reference();
    try {
      return await answer(request, call, reference);
    } catch (thrown) {
      if (thrown instanceof CallerRefused) {
        platform.log.warn('caller.refused', {
          reference,
          gateway,
          source: name,
          code: thrown.code,
          reason: thrown.reason,
        });
        return refusalResponse(thrown, reference);
      }
      const exception = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
      platform.log.error('gateway.failed', { reference, gateway, source: name, exception });
      return problemResponse({
        status: 500,
        code: 'internal',
        detail: 'The gateway failed; ask its operator.',
        reference,
      });
    }
  };
};

const targetOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

const healthy = (health: Health): Response => Response.json(health, { headers: { 'cache-control': 'no-store' } });

const notFound = (reference: string): Response =>
  problemResponse({ status: 404, code: 'not-found', detail: 'Nothing is served at this path.', reference });

const closed = (milliseconds: number, reference: string): Response => {
  const headers = { 'retry-after': String(Math.ceil(milliseconds / 1_000)) };
  const detail = 'The source must not be read at this time; try again when Retry-After says.';
  return problemResponse({ status: 503, code: 'source-closed', detail, reference, headers });
};
