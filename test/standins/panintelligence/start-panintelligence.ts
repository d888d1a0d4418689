import type { Organisation } from '../organisation.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';

/** A dashboard, and who may log in. */
export interface PanintelligenceOptions {
  readonly host: string;
  readonly organisation: Organisation;
  readonly user: { readonly name: string; readonly password: string };
  /** Milliseconds since 1970. */
  now(): number;
}

/** A user as `GET /users` has it. */
export type PanintelligenceUser = Readonly<Record<string, string | number | boolean | null>>;

export interface Panintelligence extends StandIn {
  readonly users: readonly PanintelligenceUser[];
  /** How many tokens were given. */
  readonly logins: () => number;
}

const lifetimeSeconds = 1_200;

const usersOf = ({ people }: Organisation): readonly PanintelligenceUser[] =>
  people
    .filter(({ status }) => status !== 'deleted')
    .map(({ number, mail, givenName, familyName, status, manager }) => ({
      id: number + 1,
      parentId: (manager ?? 0) + 1,
      usercode: mail.split('@')[0]!.toUpperCase(),
      readableUserCode: mail.split('@')[0]!,
      forenames: givenName,
      surname: familyName,
      email: number % 9 === 0 ? null : mail,
      orgId: 1,
      orgIdentifier: 'Dashboard',
      userTypeId: number % 5,
      userExpirationDate: null,
      clientEnabled: status === 'active',
      superAdmin: number === 1,
      orgAdmin: number % 40 === 0,
      lite: false,
      allowPasswordLogin: true,
      allowExternalLogin: false,
      requireMfa: number % 2 === 0,
      editUsers: number === 1,
      editRoles: number === 1,
      canLogInAsAnotherUser: false,
      clientPassword: 'CANARY password',
      themeName: 'CANARY theme',
    }));

/** An unsigned JWT: what matters is that it says when it ends. */
const jwtUntil = (until: number, number: number): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(until / 1_000), jti: `CANARY-${number}` })}.CANARY`;
};

/**
 * Version 2 of the API of a dashboard: a login by HTTP Basic gives a token, everything else wants it
 * (panintelligence.atlassian.net/wiki/x/AQDYSQ). Lists come whole.
 */
export const startPanintelligence = async (options: PanintelligenceOptions): Promise<Panintelligence> => {
  const { host, organisation, user, now } = options;
  const users = usersOf(organisation);
  const live = new Map<string, number>();
  const base = `/${host}/pi/api/v2`;

  const logIn = ({ headers, body }: StandInRequest): StandInAnswer => {
    const pair = Buffer.from(`${user.name}:${user.password}`).toString('base64');
    if (body !== '' || headers.authorization !== `Basic ${pair}`) throw new Refusal(401, { message: 'CANARY denied' });
    const until = now() + lifetimeSeconds * 1_000;
    const token = jwtUntil(until, live.size);
    live.set(token, until);
    return { status: 201, body: { token } };
  };

  const variables = (id: string): StandInAnswer => {
    if (!users.some((each) => String(each['id']) === id)) throw new Refusal(404, { message: 'CANARY no such user' });
    const body = [
      { id: 1, userId: Number(id), name: 'region', value: 'CANARY region', isSecure: false },
      { id: 2, userId: Number(id), name: 'customer', value: 'CANARY customer', isSecure: true },
    ];
    return { status: 200, body };
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers } = request;
    if (query.size > 0 || headers.accept !== 'application/json') throw new Refusal(400, { message: 'CANARY bad' });
    if (method === 'POST' && path === `${base}/tokens`) return logIn(request);
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (!((live.get(token) ?? 0) > now())) throw new Refusal(401, { message: 'CANARY unauthorised' });
    if (method !== 'GET') throw new Refusal(405, '');
    if (path === `${base}/users`) return { status: 200, body: users };
    const [, id] = new RegExp(`^${base}/users/([^/]+)/variables$`).exec(path) ?? [];
    if (id !== undefined) return variables(id);
    if (path !== `${base}/dataConnections`) throw new Refusal(404, '');
    const connection = { id: 3, name: 'CANARY warehouse', url: 'jdbc:CANARY', username: 'CANARY' };
    return { status: 200, body: [connection] };
  }, now);
  return { ...standIn, users, logins: () => live.size };
};
