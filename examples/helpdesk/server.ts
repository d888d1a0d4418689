import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Authorization, type AuthorizationOptions } from './authorization.ts';
import { type Comment, type Desk, generatedDesk } from './desk.ts';
import { type Operation, operations } from './operations.ts';
import type { Answer } from './page-of.ts';
import { Refusal } from './refusal.ts';
import { sendAnswer } from './send-answer.ts';

const basePath = '/v2';
const tokenPath = '/oauth/token';
const hostname = '127.0.0.1';
const maximumBodyBytes = 65_536;
const callsPerMinute = 6_000;

/** Where the example's configuration looks for it on this machine. */
export const helpdeskPort = 8790;
export const helpdeskAddress = `http://${hostname}:${helpdeskPort}${basePath}`;

/** How to start the example's help desk. */
export interface HelpdeskOptions extends AuthorizationOptions {
  /** 0 takes any free port. */
  readonly port: number;
}

/** A help desk that runs. */
export interface Helpdesk {
  readonly port: number;
  /** The address that paths come after: `http://127.0.0.1:<port>/v2`. */
  readonly url: string;
  /** Ends it, and every connection with it. */
  stop(): Promise<void>;
}

/** What one help desk knows while it runs. */
interface State {
  readonly desk: Desk;
  readonly comments: Comment[];
  readonly authorization: Authorization;
  /** Where it is reached. */
  base: string;
}

/**
 * Starts a stand-in for the API of a help desk (helpdesk.openapi.yaml) on 127.0.0.1, with made-up people who are the same on every
 * machine. It is as strict as a good API and as careless as a usual one: what it does not know it refuses, and the answers that say
 * so hold names and addresses.
 *
 * @throws the system's error if the port can not be had, `EADDRINUSE` for example
 * @example const { url, stop } = await startHelpdesk({ port: 0, token: 'example' })
 */
export const startHelpdesk = async ({ port, ...options }: HelpdeskOptions): Promise<Helpdesk> => {
  const desk = generatedDesk();
  const state: State = { desk, comments: [...desk.comments], authorization: new Authorization(options), base: '' };
  let calls = 0;
  const server = createServer(async (request, response) => {
    response.setHeader('x-ratelimit-limit', callsPerMinute);
    response.setHeader('x-ratelimit-remaining', callsPerMinute - (calls++ % callsPerMinute));
    sendAnswer(request, response, await answerTo(request, state));
  });
  server.listen(port, hostname);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  state.base = `http://${hostname}:${bound}${basePath}`;
  return { port: bound, url: state.base, stop: () => stop(server) };
};

const stop = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};

const answerTo = async (request: IncomingMessage, state: State): Promise<Answer> => {
  try {
    return await attempt(request, state);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'failed', String(error));
    const { name, email, phone } = state.desk.people[1]!;
    // As many systems do: someone to turn to, and an address to be found by, in a message for whoever reads it.
    const value = { error: refusal.code, message: refusal.message, support: { name, email, phone }, ip: '192.0.2.44' };
    return { status: refusal.status, value, headers: refusal.headers };
  }
};

const attempt = async (request: IncomingMessage, state: State): Promise<Answer> => {
  if (request.url === tokenPath) return state.authorization.issue(request);
  state.authorization.check(request);
  rehearse(request);
  const [rawPath = '', rawQuery = '', ...rest] = (request.url ?? '').split('?');
  const path = rawPath.startsWith(`${basePath}/`) ? rawPath.slice(basePath.length) : '';
  const operation = operationFor(request.method === 'HEAD' ? 'GET' : request.method, path);
  const query = checkedQuery(operation, rest.length > 0 ? '??' : rawQuery, state.desk);
  const variables = operation.path.exec(path)!.slice(1);
  const { desk, comments, base } = state;
  return operation.answer({ desk, comments, base, path, variables, query, body: await bodyOf(request) });
};

/** `helpdesk-rehearse: 429` (500, 503) is answered as under load, so that clients can be tried. */
const rehearse = ({ headers }: IncomingMessage): void => {
  const status = headers['helpdesk-rehearse'];
  if (status === undefined) return;
  if (!['429', '500', '503'].includes(String(status))) throw new Refusal(400, 'rehearsal_unknown', String(status));
  throw new Refusal(Number(status), 'rehearsed', 'You asked for it.', { 'retry-after': '1' });
};

const operationFor = (method: string | undefined, path: string): Operation => {
  const here = operations.filter((each) => each.path.test(path));
  if (here.length === 0) throw new Refusal(404, 'not_found', 'There is nothing at this path.');
  const found = here.find((each) => each.method === method);
  if (found) return found;
  throw new Refusal(405, 'method_not_allowed', 'Not that way.', { allow: here.map((each) => each.method).join(', ') });
};

const checkedQuery = (operation: Operation, rawQuery: string, desk: Desk): URLSearchParams => {
  const query = new URLSearchParams(rawQuery);
  for (const [name, value] of query) {
    const form = Object.hasOwn(operation.query, name) ? operation.query[name] : undefined;
    if (form?.test(value) && query.getAll(name).length === 1) continue;
    throw new Refusal(400, 'query_invalid', `${name}=${value} is not for us; ask ${desk.people[2]!.name}.`);
  }
  return query;
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  if (request.method !== 'POST') return undefined;
  if (request.headers['content-type']?.split(';')[0] !== 'application/json') {
    throw new Refusal(415, 'type_unknown', 'Send application/json.');
  }
  const bytes = await buffer(request);
  if (bytes.length > maximumBodyBytes) throw new Refusal(413, 'too_large', 'That is too much.');
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Refusal(400, 'json_invalid', 'This is not JSON.');
  }
};
