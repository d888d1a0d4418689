import {
  type MemberKind,
  memberTwins,
  payloadLists,
  userMembers,
} from '../../../connectors/destinations/panintelligence/user-members.ts';
import { checkedPayload, codeOf, type Members, type Payload, refuse } from './payload-rules.ts';

/** A user of a dashboard. */
export interface DirectoryUser {
  readonly id: number;
  /** All of it. */
  readonly payload: Payload;
}

/** Users of a dashboard. */
export interface DashboardDirectory {
  /** By user code, in the order in which they were made. */
  readonly users: ReadonlyMap<string, DirectoryUser>;
  /**
   * What `POST /users/sync` does: who is not there is made, who is there has what the payload says and nothing else.
   *
   * @param areKept whether those that stand before one that is refused are taken. It is written nowhere which a dashboard does.
   * @throws Refusal
   */
  sync(body: unknown, areKept: boolean): void;
  /** Puts somebody there, or away, as an administrator would. */
  put(id: number, user: Members): void;
  remove(usercode: string): void;
}

/** What a user has who is given nothing. */
const givenByItself: Members = {
  accessAccount: true,
  audit: true,
  clientEnabled: true,
  clientExcludePasswordExpiry: true,
  editOwnPassword: true,
  logoutEnabled: true,
  orgId: 1,
  orgIdentifier: 'Dashboard',
  ownerOrgId: 1,
  ownerOrgIdentifier: 'Dashboard',
  parentId: 1,
  parentIdentifier: 'ADMIN',
  themeName: 'CANARY theme',
  userTypeId: 3,
};

const emptyOf: Readonly<Record<MemberKind, unknown>> = { boolean: false, date: null, number: null, text: null };
const bare: Members = Object.fromEntries([...userMembers].map(([name, kind]) => [name, emptyOf[kind]]));

const organizations: readonly (readonly [number, string])[] = [
  [1, 'Dashboard'],
  [2, 'Sales'],
  [3, 'Service'],
];

/**
 * Users of a dashboard, as strict as its pages are about payloads and a bit stricter.
 *
 * @param mayCreate whether who calls is a super administrator
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 */
export const dashboardDirectory = (mayCreate: boolean): DashboardDirectory => {
  let users = new Map<string, DirectoryUser>();
  // The first one is who made all others, and is in no list.
  let lastId = 1;

  const take = (next: Map<string, DirectoryUser>, payload: Payload): void => {
    const code = codeOf(payload);
    const before = next.get(code);
    if (!before && !mayCreate) refuse('only a super administrator makes users', 403);
    const whole = wholePayload(payload, next);
    if (isTaken(whole, next)) refuse(`the mail address of ${code} is that of another user`, 409);
    next.set(code, { id: before?.id ?? ++lastId, payload: whole });
  };

  return {
    get users() {
      return users;
    },
    sync: (body, areKept) => {
      if (!Array.isArray(body) || body.length === 0) return refuse('no list of users');
      const next = new Map(users);
      const codes = new Set<string>();
      try {
        for (const each of body) {
          const payload = checkedPayload(each);
          if (codes.size === codes.add(codeOf(payload)).size) refuse(`${codeOf(payload)} stands twice in the payload`);
          take(next, payload);
        }
      } catch (error) {
        if (areKept) users = next;
        throw error;
      }
      users = next;
    },
    put: (id, user) => {
      const payload = checkedPayload({ user });
      users.set(codeOf(payload), { id, payload: wholePayload(payload, users) });
      lastId = Math.max(lastId, id);
    },
    remove: (usercode) => {
      users.delete(usercode.toUpperCase());
    },
  };
};

const wholePayload = (payload: Payload, known: DashboardDirectory['users']): Payload => {
  const { usercode, readableUserCode = usercode } = payload.user;
  const user = { ...bare, ...givenByItself, ...payload.user, ...twinsOf(payload.user, known) };
  const lists = Object.fromEntries(payloadLists.map((name) => [name, structuredClone(payload[name] ?? [])]));
  return { user: { ...user, usercode: codeOf(payload), readableUserCode }, ...lists };
};

/** The number and the text of an organization or a parent are of one thing, which is there. */
const twinsOf = (user: Members, known: DashboardDirectory['users']): Members => {
  const twins = memberTwins.map(([number, text]): Members => {
    const [id, name] = [user[number], user[text]];
    if (id === undefined && name === undefined) return {};
    const all = number === 'parentId' ? parents(known) : organizations;
    const one = all.find(
      ([at, each]) => (id ?? at) === at && String(name ?? each).toUpperCase() === each.toUpperCase(),
    );
    return one ? { [number]: one[0], [text]: one[1] } : refuse(`${number} or ${text} is not known`);
  });
  return Object.assign({}, ...twins);
};

const parents = (known: DashboardDirectory['users']): readonly (readonly [number, string])[] => [
  [1, 'ADMIN'],
  ...[...known].map(([code, { id }]): [number, string] => [id, code]),
];

const isTaken = ({ user: { email, usercode } }: Payload, users: DashboardDirectory['users']): boolean =>
  typeof email === 'string' &&
  [...users.values()].some(({ payload: { user } }) => user['email'] === email && user['usercode'] !== usercode);
