import { type CallFaults, callFaults } from '../call-faults.ts';
import { routeAt } from '../route-at.ts';
import { bearerOf } from '../scoped-routes.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { checkedChange, checkedUser, type JsonUser } from './user-rules.ts';

/** How an API has its users. */
export interface JsonUsersOptions {
  readonly host: string;
  readonly token: string;
  /** Users of one page. @default - the list comes whole */
  readonly pageSize?: number | undefined;
  /** How the next page is told of. @default link */
  readonly paging?: 'link' | 'cursor' | 'offset' | undefined;
  /** Around each answer: `{ data: … }`. @default false */
  readonly isWrapped?: boolean | undefined;
  /** What is said of a user that was just made. @default user */
  readonly created?: 'user' | 'location' | 'nothing' | undefined;
}

/** A running API, and who is in it. */
export interface JsonUsers extends StandIn, CallFaults {
  /** In the order in which they were made. */
  logins(): readonly string[];
  userAt(login: string): JsonUser | undefined;
  /** Does what an administrator does by hand, without a call. */
  put(user: Partial<JsonUser> & Pick<JsonUser, 'login'>): void;
  remove(login: string): void;
}

/**
 * A JSON API as many have it: `GET`, `POST /users`; `GET`, `PUT`, `PATCH`, `DELETE /users/{id}`; `POST /users/{id}/suspend`. PUT replaces, members
 * that there are not are refused, and so are values of another kind, and two users with one login or mail address.
 */
export const startJsonUsers = async (options: JsonUsersOptions): Promise<JsonUsers> => {
  const {
    host,
    token,
    pageSize = Number.POSITIVE_INFINITY,
    paging = 'link',
    isWrapped = false,
    created = 'user',
  } = options;
  const users = new Map<string, JsonUser>();
  const faults = callFaults();
  const base = `/${host}/api/v1`;
  let lastId = 0;

  const told = (body: object): StandInAnswer => ({ status: 200, body: isWrapped ? { data: body } : body });
  const one = (id: string | undefined): JsonUser => users.get(id ?? '') ?? refuse(404, 'CANARY no such user');

  const put = (user: JsonUser): JsonUser => {
    for (const other of users.values())
      if (other.id !== user.id && (other.login === user.login || (user.mail !== null && other.mail === user.mail)))
        refuse(409, `CANARY ${user.login} is taken`);
    users.set(user.id, user);
    return user;
  };
  const make = (written: object): JsonUser => put(checkedUser(written, `u/${++lastId}`));

  const page = ({ query }: StandInRequest): StandInAnswer => {
    const login = query.get('login');
    const all = [...users.values()].filter((user) => login === null || user.login.startsWith(login));
    const start = Number(query.get('after') ?? query.get('offset') ?? 0);
    const some = all.slice(start, start + pageSize);
    const next = start + some.length < all.length ? start + some.length : undefined;
    if (paging === 'link') {
      const answer = told(some);
      return next === undefined
        ? answer
        : { ...answer, headers: { link: `<https://${host}/api/v1/users?after=${next}>; rel="next"` } };
    }
    if (paging === 'offset') return told({ items: some, total: all.length });
    return told({ items: some, ...(next !== undefined && { next: String(next) }) });
  };

  const post = ({ body }: StandInRequest): StandInAnswer => {
    const user = make(readBody(body));
    if (created === 'user') return { ...told(user), status: 201 };
    const headers = { location: `${base}/users/${encodeURIComponent(user.id)}` };
    return created === 'location' ? { status: 201, headers } : { status: 204 };
  };

  const find = routeAt<JsonRoute>([
    { name: 'GET /users', answer: page },
    { name: 'POST /users', answer: post },
    { name: 'GET /users/{id}', answer: (_, { id }) => told(one(id)) },
    {
      name: 'PUT /users/{id}',
      answer: ({ body }, { id }) => told(put(checkedUser(readBody(body), one(id).id, one(id)))),
    },
    {
      name: 'PATCH /users/{id}',
      answer: ({ body, headers }, { id }) => {
        if (headers['content-type'] !== 'application/merge-patch+json') refuse(415, 'CANARY type');
        return told(put(checkedChange(one(id), readBody(body))));
      },
    },
    {
      name: 'POST /users/{id}/suspend',
      answer: ({ body }, { id }) => {
        if (body !== '') refuse(400, 'CANARY body');
        put({ ...one(id), active: false });
        return { status: 202 };
      },
    },
    {
      name: 'DELETE /users/{id}',
      answer: (_, { id }) => {
        users.delete(one(id).id);
        return { status: 204 };
      },
    },
  ]);

  const standIn = await startStandIn((request) => {
    if (bearerOf(request) !== token) throw new Refusal(401, { message: 'CANARY who?' });
    const found = request.path.startsWith(base) ? find(request.method, request.path.slice(base.length)) : undefined;
    if (!found) return refuse(404, 'CANARY nothing here');
    const isList = found.route.name === 'GET /users';
    if ([...request.query.keys()].some((name) => !isList || !['after', 'offset', 'login'].includes(name)))
      refuse(400, 'CANARY parameter');
    return faults.through(found.route.name, () => found.route.answer(request, found.variables));
  });

  const named = (login: string): JsonUser | undefined => [...users.values()].find((user) => user.login === login);
  return {
    ...standIn,
    ...faults,
    logins: () => [...users.values()].map(({ login }) => login),
    userAt: (login) => structuredClone(named(login)),
    put: (user) => {
      const before = named(user.login);
      if (before) users.set(before.id, { ...before, ...user });
      else make(user);
    },
    remove: (login) => {
      users.delete(named(login)?.id ?? '');
    },
  };
};

interface JsonRoute {
  readonly name: string;
  answer(request: StandInRequest, variables: Readonly<Record<string, string>>): StandInAnswer;
}

const refuse = (status: number, message: string): never => {
  throw new Refusal(status, { message });
};

const readBody = (body: string): object => {
  const read: unknown = JSON.parse(body || 'null');
  return typeof read === 'object' && read !== null ? read : refuse(400, 'CANARY body');
};
