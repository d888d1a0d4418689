import type { RelayDocument } from '../../config/config.ts';
import { CallerRefused } from '../callers/caller-refused.ts';
import { registrarsFor, type VerifyRegistrar } from '../callers/registrars-for.ts';
import type { Platform } from '../platform/platform.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { targetBelow } from '../target-below.ts';
import { thrownAt } from '../thrown-at.ts';
import { version as packageVersion } from '../version.ts';
import { relayPaths } from './protocol.ts';
import { RelayRefused } from './relay-refused.ts';
import { access, certificate, connect, goodbye, heartbeat } from './routes/agent-routes.ts';
import { enrol } from './routes/enrol-route.ts';
import { readBody } from './routes/read-body.ts';
import { about, agents, codes } from './routes/registrar-routes.ts';
import { type Route, relayContext } from './routes/relay-context.ts';

/** What the relay's function is made from. */
export interface RelayOptions {
  readonly document: RelayDocument;
  readonly platform: Platform;
  /** Who proves registrars. @default - the issuers of the document */
  readonly verify?: VerifyRegistrar | undefined;
  /** What agents are to be. @default - the version of this package */
  readonly version?: string | undefined;
}

/** What a host knows of one call. */
export interface RelayCall {
  /** The request's target as it was sent: path and query. */
  readonly target: string;
  /** Where agents and registrars reach the function. */
  readonly publicUrl: string;
}

/** Answers every request of agents and registrars. Never throws. */
export type Relay = (request: Request, call: RelayCall) => Promise<Response>;

const routes: Readonly<Record<string, Route>> = {
  [`GET ${relayPaths.about}`]: about,
  'GET /health': async ({ version }) => ({ status: 'up', version }),
  [`POST ${relayPaths.codes}`]: codes,
  [`GET ${relayPaths.agents}`]: agents,
  [`POST ${relayPaths.agents}`]: enrol,
  [`POST ${relayPaths.certificate}`]: certificate,
  [`POST ${relayPaths.connect}`]: connect,
  [`POST ${relayPaths.heartbeat}`]: heartbeat,
  [`POST ${relayPaths.access}`]: access,
  [`POST ${relayPaths.goodbye}`]: goodbye,
};

/**
 * Makes what serves agents and registrars, as `protocol.ts` says. Nothing is read before the first call.
 *
 * Throws RangeError if the platform has no places for a relay.
 *
 * @example const relay = createRelay({ document, platform }); await relay(request, { target: '/about', publicUrl })
 */
export const createRelay = ({ document, platform, verify, version = packageVersion }: RelayOptions): Relay => {
  const { fetch, now, log } = platform;
  const context = relayContext({
    document,
    platform,
    version,
    verify: verify ?? registrarsFor(document.relay.registrars, { fetch, now }),
  });

  const answer = async (request: Request, { path, route, publicUrl, audit }: FoundCall): Promise<Response> => {
    if (!route) throw notFound();
    const body = await readBody(request);
    const tell: Parameters<Route>[1]['tell'] = (event, fields) => log.info(event, { ...audit, ...fields });
    const answered = await route(context, { request, method: request.method, path, body, publicUrl, tell });
    return Response.json(answered, { headers: { 'cache-control': 'no-store' } });
  };

  return async (request, { target, publicUrl }) => {
    const [path = ''] = targetBelow(publicUrl, target).split('?', 1);
    const endpoint = `${request.method} ${path}`;
    const route = Object.hasOwn(routes, endpoint) ? routes[endpoint] : undefined;
    // What nobody serves is a stranger's text.
    const audit = { reference: platform.reference(), gateway: document.gateway, ...(route && { endpoint }) };
    try {
      return await answer(request, { path, route, publicUrl, audit });
    } catch (thrown) {
      const refused = refusedBy(thrown);
      const { code, status, reason, agent } = refused;
      if (status < 500) log.warn('agent.refused', { ...audit, code, agent, reason });
      else log.error('relay.failed', { ...audit, code, ...fieldsOf(thrown) });
      return refusedAnswer(refused, audit.reference);
    }
  };
};

/** A call, and what serves it. */
interface FoundCall {
  readonly path: string;
  readonly route: Route | undefined;
  readonly publicUrl: string;
  readonly audit: Audit;
}

interface Audit {
  readonly reference: string;
  readonly gateway: string;
  readonly endpoint?: string;
}

const notFound = () => new RelayRefused('not-found', 'Nothing is served at this path.');

/** Whatever was thrown, as those who called may hear of it. */
const refusedBy = (thrown: unknown): RelayRefused => {
  if (thrown instanceof RelayRefused) return thrown;
  if (thrown instanceof CallerRefused) {
    const { status, advice, reason, retryAfter } = thrown;
    return new RelayRefused(status === 503 ? 'unavailable' : 'registrar-refused', advice, { reason, retryAfter });
  }
  if (thrown instanceof PlatformError) {
    return new RelayRefused('unavailable', 'The gateway can not do it at the moment: try again.', { retryAfter: 5 });
  }
  return new RelayRefused('internal', 'The gateway failed; ask its operator.');
};

const fieldsOf = (thrown: unknown) => {
  if (thrown instanceof PlatformError) return { cause: thrown.code, reason: thrown.message, detail: thrown.detail };
  if (thrown instanceof CallerRefused || thrown instanceof RelayRefused) return { reason: thrown.reason };
  return { exception: thrown instanceof Error ? thrown.constructor.name : typeof thrown, at: thrownAt(thrown) };
};

/** A problem document (RFC 9457), with the gate's time where that is what is wrong. */
const refusedAnswer = ({ status, code, message, now, retryAfter }: RelayRefused, reference: string): Response =>
  new Response(JSON.stringify({ status, code, detail: message, reference, ...(now !== undefined && { now }) }), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  });
