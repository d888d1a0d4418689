import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request as the stand-in saw it. */
export interface Seen {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };

export interface StandInOptions {
  users?: readonly object[];
  groups?: readonly object[];
  /** How it pages; the other way is refused. */
  paging?: 'index' | 'cursor';
  /** The most resources it puts on one page, whatever is asked for. */
  mostAtOnce?: number;
  /** The whole Authorization header that it wants. */
  authorization?: string;
  serviceProviderConfig?: object;
  /** Answers in its place, or lets it answer. `request` counts from 1. */
  instead?: (seen: Seen, request: number, response: ServerResponse) => Answer | 'handled' | undefined;
}

/** A SCIM service of the tests: it refuses whatever RFC 7644 or RFC 9865 does not allow, and everything but reading. */
export interface StandIn extends AsyncDisposable {
  readonly baseUrl: string;
  readonly seen: readonly Seen[];
}

const known = new Set(['attributes', 'excludedAttributes', 'count', 'startIndex', 'cursor']);

export const scimStandIn = async (options: StandInOptions): Promise<StandIn> => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stand.in');
    const entry = { path: url.pathname, query: Object.fromEntries(url.searchParams) };
    seen.push(entry);
    const special = options.instead?.(entry, seen.length, response);
    if (special === 'handled') return;
    send(response, special ?? answer(options, request, url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/scim/v2`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const send = (response: ServerResponse, { status = 200, headers = {}, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/scim+json; charset=utf-8', ...headers });
  response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
};

const problem = (status: number, scimType?: string): Answer => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    scimType,
    detail: 'a secret detail',
  },
});

const answer = (options: StandInOptions, request: IncomingMessage, url: URL): Answer => {
  const { headers, method } = request;
  const parameters = url.searchParams;
  if (headers.authorization !== (options.authorization ?? 'Bearer good-token')) return problem(401);
  if (!headers.accept?.split(',').some((type) => type.trim() === 'application/scim+json')) return problem(406);
  if (method !== 'GET' || headers.cookie !== undefined) return problem(405);
  if ([...parameters.keys()].some((name) => !known.has(name) || parameters.getAll(name).length > 1))
    return problem(400, 'invalidValue');
  if (parameters.has('attributes') && parameters.has('excludedAttributes')) return problem(400, 'invalidValue');
  switch (url.pathname) {
    case '/scim/v2/ServiceProviderConfig':
      return options.serviceProviderConfig ? { body: options.serviceProviderConfig } : problem(404);
    case '/scim/v2/Users':
      return list(options, options.users ?? [], parameters);
    case '/scim/v2/Groups':
      return list(options, options.groups ?? [], parameters);
    default:
      return problem(404);
  }
};

const list = (options: StandInOptions, resources: readonly object[], parameters: URLSearchParams): Answer => {
  const count = Number(parameters.get('count'));
  if (!Number.isInteger(count) || count < 1) return problem(400, 'invalidCount');
  const atOnce = Math.min(count, options.mostAtOnce ?? 100);
  const [wanted, refused] =
    options.paging === 'cursor' ? (['cursor', 'startIndex'] as const) : (['startIndex', 'cursor'] as const);
  if (parameters.has(refused) || !parameters.has(wanted)) return problem(400, 'invalidValue');

  const place = parameters.get(wanted)!;
  const start =
    wanted === 'cursor' ? (place === '' ? 0 : Number(/^at-(\d+)$/.exec(place)?.[1] ?? -1)) : Number(place) - 1;
  if (!Number.isInteger(start) || start < 0)
    return problem(400, wanted === 'cursor' ? 'invalidCursor' : 'invalidValue');

  const page = resources.slice(start, start + atOnce).map((resource) => select(resource, parameters));
  const hasMore = start + page.length < resources.length;
  return {
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: resources.length,
      itemsPerPage: page.length,
      Resources: page,
      ...(wanted === 'startIndex' ? { startIndex: start + 1 } : {}),
      ...(wanted === 'cursor' && hasMore ? { nextCursor: `at-${start + page.length}` } : {}),
    },
  };
};

/** Gives what was asked for and no more, so that a test fails that did not ask for what it needs. */
const select = (resource: object, parameters: URLSearchParams): object => {
  const asked = parameters.get('attributes')?.split(',');
  const excluded = parameters.get('excludedAttributes')?.split(',') ?? [];
  const kept = Object.entries(resource).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'id') return [[name, value]];
    if (!asked) return excluded.includes(name) ? [] : [[name, value]];
    if (asked.includes(name)) return [[name, value]];
    if (!name.startsWith('urn:')) return [];
    const inside = Object.entries(value as object).filter(([sub]) => asked.includes(`${name}:${sub}`));
    return inside.length > 0 ? [[name, Object.fromEntries(inside)]] : [];
  });
  return Object.fromEntries(kept);
};
