import { type CallFaults, callFaults } from '../call-faults.ts';
import type { Organisation } from '../organisation.ts';
import { routeAt } from '../route-at.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { type DashboardDirectory, type DirectoryUser, dashboardDirectory } from './dashboard-directory.ts';
import type { Payload } from './payload-rules.ts';
import { seedUsers } from './seed-users.ts';

/** A dashboard, and who may log in. */
export interface PanintelligenceOptions {
  readonly host: string;
  /** Whose people are users already. @default - there is nobody */
  readonly organisation?: Organisation | undefined;
  readonly user: { readonly name: string; readonly password: string };
  /** Whether that user may make others. @default true */
  readonly isSuperAdmin?: boolean | undefined;
  /** The parameter of `GET /users/syncPayload`. @default usercode */
  readonly payloadParameter?: 'usercode' | 'userId' | undefined;
  /** Whether those that stand before one that is refused are taken. @default false */
  readonly keepsPart?: boolean | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A user as `GET /users` has it. */
export type PanintelligenceUser = Readonly<Record<string, string | number | boolean | null>>;

export interface Panintelligence extends StandIn, CallFaults {
  readonly users: readonly PanintelligenceUser[];
  /** How many tokens were given. */
  readonly logins: () => number;
  /** Of everybody, as the dashboard has them, in the order in which they were made. */
  usercodes(): readonly string[];
  /** All that a user is, however the user code is written; `undefined` if there is none. */
  userAt(usercode: string): Payload | undefined;
  /** Does what an administrator does by hand, without a call. */
  sync(payloads: readonly unknown[]): void;
  remove(usercode: string): void;
}

const lifetimeSeconds = 1_200;

/** An unsigned JWT: what matters is that it says when it ends. */
const jwtUntil = (until: number, number: number): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(until / 1_000), jti: `CANARY-${number}` })}.CANARY`;
};

/**
 * Version 2 of the API of a dashboard: a login by HTTP Basic gives a token, everything else wants it
 * (panintelligence.atlassian.net/wiki/x/AQDYSQ). Lists come whole. Users are made and changed by payloads, which leave nothing of what was
 * there before (…/wiki/spaces/PD/pages/1664516098/Auto+User+Sync).
 */
export const startPanintelligence = async (options: PanintelligenceOptions): Promise<Panintelligence> => {
  const { host, organisation, user, isSuperAdmin = true, now } = options;
  const directory = dashboardDirectory(isSuperAdmin);
  if (organisation) seedUsers(directory, organisation);
  const faults = callFaults();
  const live = new Map<string, number>();
  const find = routeAt(routesOf(options, directory));
  const base = `/${host}/pi/api/v2`;

  const logIn = ({ headers, body }: StandInRequest): StandInAnswer => {
    const pair = Buffer.from(`${user.name}:${user.password}`).toString('base64');
    if (body !== '' || headers.authorization !== `Basic ${pair}`) throw new Refusal(401, { message: 'CANARY denied' });
    const until = now() + lifetimeSeconds * 1_000;
    const token = jwtUntil(until, live.size);
    live.set(token, until);
    return { status: 201, body: { token } };
  };

  const answer = (request: StandInRequest): StandInAnswer => {
    const { method, path, headers } = request;
    if (headers.accept !== 'application/json') throw new Refusal(406, { message: 'CANARY bad' });
    if (method === 'POST' && path === `${base}/tokens`) return faults.through('POST /tokens', () => logIn(request));
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (!((live.get(token) ?? 0) > now())) throw new Refusal(401, { message: 'CANARY unauthorised' });
    const found = path.startsWith(base) ? find(method, path.slice(base.length)) : undefined;
    if (!found) throw new Refusal(404, '');
    const { route, variables } = found;
    if ([...request.query.keys()].join() !== (route.query ?? ''))
      throw new Refusal(400, { message: 'CANARY bad query' });
    return faults.through(route.name, () => route.answer(request, variables));
  };

  const standIn = await startStandIn(answer, now);
  return {
    ...standIn,
    ...faults,
    get users() {
      return [...directory.users.values()].map(listed);
    },
    logins: () => live.size,
    usercodes: () => [...directory.users.keys()],
    userAt: (usercode) => structuredClone(directory.users.get(usercode.toUpperCase())?.payload),
    sync: (payloads) => directory.sync(payloads, false),
    remove: (usercode) => directory.remove(usercode),
  };
};

interface DashboardRoute {
  readonly name: string;
  /** The one parameter that it has. */
  readonly query?: string;
  answer(request: StandInRequest, variables: Readonly<Record<string, string>>): StandInAnswer;
}

const routesOf = (options: PanintelligenceOptions, directory: DashboardDirectory): readonly DashboardRoute[] => {
  const { payloadParameter = 'usercode', keepsPart = false } = options;
  const one = (isIt: (user: DirectoryUser) => boolean): DirectoryUser => {
    const found = [...directory.users.values()].find(isIt);
    if (!found) throw new Refusal(404, { message: 'CANARY no such user' });
    return found;
  };
  const withId = (id: string | null | undefined) => one((each) => String(each.id) === id);
  const codeOf = ({ payload }: DirectoryUser): string => String(payload.user['usercode']);

  return [
    { name: 'GET /users', answer: () => ok([...directory.users.values()].map(listed)) },
    {
      name: 'GET /users/syncPayload',
      query: payloadParameter,
      answer: ({ query }) => {
        const value = query.get(payloadParameter);
        return ok([
          (payloadParameter === 'userId' ? withId(value) : one((each) => codeOf(each) === value?.toUpperCase()))
            .payload,
        ]);
      },
    },
    {
      name: 'POST /users/sync',
      answer: ({ headers, body }) => {
        if (headers['content-type'] !== 'application/json') throw new Refusal(415, { message: 'CANARY type' });
        directory.sync(readBody(body), keepsPart);
        return { status: 200, body: {} };
      },
    },
    {
      name: 'DELETE /users/{id}',
      answer: (_, { id }) => {
        directory.remove(codeOf(withId(id)));
        return { status: 204 };
      },
    },
    {
      name: 'GET /users/{id}/variables',
      answer: (_, { id }) => {
        withId(id);
        const variable = { id: 1, userId: Number(id), name: 'region', value: 'CANARY region', isSecure: false };
        return ok([variable, { ...variable, id: 2, name: 'customer', value: 'CANARY customer', isSecure: true }]);
      },
    },
    {
      name: 'GET /dataConnections',
      answer: () => ok([{ id: 3, name: 'CANARY warehouse', url: 'jdbc:CANARY', username: 'CANARY' }]),
    },
  ];
};

const ok = (body: object): StandInAnswer => ({ status: 200, body });

const readBody = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, { message: 'CANARY no JSON' });
  }
};

/** What stands first in the answer of a real one. */
const leading = [
  'parentId',
  'usercode',
  'email',
  'orgId',
  'userTypeId',
  'clientEnabled',
  'superAdmin',
  'orgAdmin',
  'lite',
];

const listed = ({ id, payload }: DirectoryUser): PanintelligenceUser => {
  const user = payload.user as PanintelligenceUser;
  const { allowPasswordLogin, allowExternalLogin, requireMfa } = user;
  const first = Object.fromEntries(leading.map((name) => [name, user[name]!]));
  const ways = { allowPasswordLogin, allowExternalLogin, requireMfa } as PanintelligenceUser;
  return { id, ...first, ...ways, ...user, clientPassword: 'CANARY password' };
};
