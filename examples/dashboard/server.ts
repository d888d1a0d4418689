import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DashboardRefusal } from './dashboard-refusal.ts';
import { type DashboardLogin, Tokens } from './tokens.ts';
import { Users } from './users.ts';

const basePath = '/pi/api/v2';
const hostname = '127.0.0.1';

/** Where the example's configuration looks for it on this machine. */
export const dashboardPort = 8791;
export const dashboardAddress = `http://${hostname}:${dashboardPort}${basePath}`;

/** What the dashboard's users can be given. */
export const catalogue = {
  userRoles: ['Viewers', 'Team leads'],
  userCategories: ['Company', 'Data', 'Payroll'],
};

/** How to start the example's dashboard. */
export interface DashboardOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Who may log in. */
  readonly login: DashboardLogin;
}

/** A dashboard that runs. */
export interface Dashboard {
  readonly port: number;
  /** The address that paths come after: `http://127.0.0.1:<port>/pi/api/v2`. */
  readonly url: string;
  readonly users: Users;
  /** Ends it, and every connection with it. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for the API of a dashboard on 127.0.0.1, as Panintelligence documents it: a login gives a token, a payload makes users and
 * says all that they are, and can be read back. Nobody is there in the beginning; who comes is forgotten when it ends.
 *
 * @throws the system's error if the port can not be had, `EADDRINUSE` for example
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 * @example const { url, stop } = await startDashboard({ port: 0, login: { user: 'gate', password: 'example' } })
 */
export const startDashboard = async ({ port, login }: DashboardOptions): Promise<Dashboard> => {
  const users = new Users(catalogue);
  const tokens = new Tokens(login);
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, { users, tokens });
    const bytes = body === undefined ? '' : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) });
    response.end(bytes);
  });
  server.listen(port, hostname);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return { port: bound, url: `http://${hostname}:${bound}${basePath}`, users, stop: () => stop(server) };
};

const stop = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};

interface State {
  readonly users: Users;
  readonly tokens: Tokens;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const answerTo = async (request: IncomingMessage, state: State): Promise<Answer> => {
  try {
    return await attempt(request, state);
  } catch (error) {
    if (!(error instanceof DashboardRefusal)) return { status: 500, body: { message: String(error) } };
    return { status: error.status, body: { message: error.message } };
  }
};

const attempt = async (request: IncomingMessage, { users, tokens }: State): Promise<Answer> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${hostname}`);
  const operation = `${request.method} ${pathname.replace(basePath, '')}`;
  if (operation === 'POST /tokens') return { status: 201, body: { token: tokens.issue(request) } };
  tokens.check(request);
  if (operation === 'GET /users') return { status: 200, body: users.list() };
  if (operation === 'GET /users/syncPayload')
    return { status: 200, body: [users.payload(searchParams.get('usercode') ?? '')] };
  if (operation === 'POST /users/sync') {
    users.sync(parsed(await text(request)));
    return { status: 204 };
  }
  const [, id] = /^DELETE \/users\/(\d+)$/.exec(operation) ?? [];
  if (id === undefined) throw new DashboardRefusal(404, 'there is nothing here');
  users.remove(id);
  return { status: 204 };
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new DashboardRefusal(400, 'this is not JSON');
  }
};
