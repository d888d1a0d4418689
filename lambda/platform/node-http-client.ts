import { lookup as dnsLookup } from 'node:dns';
import { type AgentOptions, type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { type AddressGuard, addressGuard } from './address-guard.ts';
import { type ClientIdentity, clientIdentity } from './client-identity.ts';
import { addressRefused, guardedLookup, type LookupAll } from './guarded-lookup.ts';
import {
  type ClientCertificate,
  type HttpAnswer,
  type HttpClient,
  HttpError,
  type HttpRequest,
} from './http-client.ts';
import { httpFailure } from './http-failure.ts';

/**
 * A connection is not used again when it has been idle so long: many servers close it after five seconds, and a request that
 * meets the closing may or may not have been seen.
 */
const idleMilliseconds = 4_000;

/** What an HTTP client is made from. */
export interface NodeHttpClientOptions {
  /** Ranges such as `10.20.0.0/16`: addresses that are not public, but may be connected to. */
  readonly privateAddresses: readonly string[];
  /** What the client proves itself with over TLS. @default - nothing */
  readonly certificate?: ClientCertificate | undefined;
  /** Certificate authorities that are trusted (PEM), and no others. @default - those of Node */
  readonly authorities?: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** @default - `lookup` of `node:dns`, the system's own */
  readonly lookup?: LookupAll | undefined;
}

const agentOptions: AgentOptions = {
  keepAlive: true,
  timeout: idleMilliseconds,
  scheduling: 'lifo',
  // Node tries the next address of a name after so long; its own 250 ms give up on hosts that are merely far away.
  autoSelectFamilyAttemptTimeout: 1_000,
};

/**
 * Node's own HTTP and HTTPS over connections that are kept open, and that no other client uses. Certificates are always verified. Addresses are judged by
 * `addressGuard`, where the socket looks them up, and those that are written as the host itself too.
 *
 * The signal covers an answer's body as well: it breaks with the signal's reason.
 *
 * @example
 * const http = nodeHttpClient({ privateAddresses: [], now: Date.now });
 * const { status, body } = await http({ method: 'GET', url, headers: {}, signal, connectMilliseconds, firstByteMilliseconds });
 */
export const nodeHttpClient = (options: NodeHttpClientOptions): HttpClient => {
  const { privateAddresses, certificate, authorities, now, lookup = dnsLookup } = options;
  const guard = addressGuard(privateAddresses);
  const identity = certificate && clientIdentity(certificate, authorities);
  const client: Client = {
    guard,
    judged: new Set(),
    lookup: guardedLookup(lookup, guard),
    http: new HttpAgent(agentOptions),
    https: new HttpsAgent({
      ...agentOptions,
      rejectUnauthorized: true,
      ...(authorities !== undefined && { ca: authorities }),
      ...(identity && { secureContext: identity.context }),
    }),
    identity,
  };
  let usedAt = now();
  return (request) => {
    const at = now();
    // Timers stand still while a host freezes the process between two calls; what they should have closed is closed here.
    if (at - usedAt >= idleMilliseconds) closeIdle(client);
    usedAt = at;
    return new Promise((resolve, reject) => {
      client.identity?.check(at);
      send(client, request, resolve, reject);
    });
  };
};

interface Client {
  readonly guard: AddressGuard;
  /** Addresses that are hosts themselves, and may be connected to. As few as a configuration names. */
  readonly judged: Set<string>;
  readonly lookup: LookupFunction;
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly identity: ClientIdentity | undefined;
}

const closeIdle = ({ http, https }: Client): void => {
  for (const agent of [http, https])
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
};

/** The request as Node wants it; `host` is the one of the URL, whatever the headers say. */
const outgoingOf = (client: Client, { method, url, headers, body }: HttpRequest): ClientRequest => {
  const { protocol, host, pathname, search } = url;
  const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  if (!client.judged.has(hostname) && isIP(hostname)) {
    const verdict = client.guard(hostname);
    if (verdict !== 'allowed') throw addressRefused(verdict);
    client.judged.add(hostname);
  }
  const lines = ['host', host];
  for (const name in headers) if (name !== 'host') lines.push(name, headers[name]!);
  const length = lengthOf(method, body);
  if (length !== undefined) lines.push('content-length', String(length));
  // Node frames no stream of a DELETE by itself: the server would take its bytes for the next request.
  if (isStream(body) && headers['content-length'] === undefined) lines.push('transfer-encoding', 'chunked');
  const secure = protocol === 'https:';
  return (secure ? httpsRequest : httpRequest)({
    agent: secure ? client.https : client.http,
    host: hostname,
    port: url.port || (secure ? 443 : 80),
    method,
    path: pathname + search,
    headers: lines,
    lookup: client.lookup,
  });
};

const send = (
  client: Client,
  request: HttpRequest,
  resolve: (answer: HttpAnswer) => void,
  reject: (error: unknown) => void,
): void => {
  const { signal, body, url, connectMilliseconds, firstByteMilliseconds } = request;
  signal.throwIfAborted();
  const outgoing = outgoingOf(client, request);
  let connected = false;
  let timer: NodeJS.Timeout | undefined;
  let answered: HttpAnswer['body'] | undefined;

  const aborted = () => (answered ?? outgoing).destroy(asError(signal.reason));
  const done = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
  };
  const awaitAnswer = () => {
    const late = () => outgoing.destroy(firstByteTimeout(firstByteMilliseconds));
    timer = setTimeout(late, firstByteMilliseconds);
  };
  const ready = () => {
    clearTimeout(timer);
    connected = true;
    // A body that was not begun can be sent again over another connection.
    if (!isStream(body)) return awaitAnswer();
    outgoing.once('finish', awaitAnswer);
    pipeline(body, outgoing, () => undefined);
  };

  signal.addEventListener('abort', aborted, { once: true });
  outgoing.once('socket', (socket) => {
    if (outgoing.reusedSocket) return ready();
    timer = setTimeout(() => outgoing.destroy(connectTimeout(connectMilliseconds)), connectMilliseconds);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', ready);
  });
  outgoing.once('response', (incoming) => {
    clearTimeout(timer);
    answered = incoming;
    // A body that was given up breaks without anyone listening, which would end the process.
    incoming.once('close', done).on('error', () => undefined);
    resolve({ status: incoming.statusCode!, headers: incoming.headers, body: incoming });
  });
  // More than one may come: what is left of a connection that was destroyed tells its end too.
  outgoing.on('error', (error) => {
    if (answered) return;
    done();
    reject(signal.aborted ? signal.reason : httpFailure(bodyError(body) ?? error, { connected }));
  });
  if (!isStream(body)) outgoing.end(body);
};

/** Why a body could not be sent: the request then fails without saying so. */
const bodyError = (body: HttpRequest['body']): Error | null => (isStream(body) ? body.errored : null);

/** Without it Node would send a body that is not there in chunks. */
const lengthOf = (method: string, body: HttpRequest['body']): number | undefined => {
  if (body instanceof Uint8Array) return body.byteLength;
  return body === undefined && (method === 'POST' || method === 'PUT' || method === 'PATCH') ? 0 : undefined;
};

const isStream = (body: HttpRequest['body']): body is Exclude<HttpRequest['body'], Uint8Array | undefined> =>
  body !== undefined && !(body instanceof Uint8Array);

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted', { cause: reason });

const connectTimeout = (milliseconds: number): HttpError =>
  new HttpError('connect-timeout', `no connection in ${milliseconds} ms: is the network open to this host?`, {
    sent: false,
  });

const firstByteTimeout = (milliseconds: number): HttpError =>
  new HttpError('first-byte-timeout', `no answer in ${milliseconds} ms after the request was sent`, { sent: true });
