import { DashboardRefusal } from './dashboard-refusal.ts';

/** What a user is, in the form of a payload: what it leaves out, the user has not. */
export interface UserPayload {
  readonly user: Readonly<Record<string, unknown>>;
  readonly variables: readonly unknown[];
  readonly restrictions: readonly unknown[];
  readonly userRoles: readonly unknown[];
  readonly userCategories: readonly unknown[];
}

/** What there is that users can be given. */
export interface Catalogue {
  readonly userRoles: readonly string[];
  readonly userCategories: readonly string[];
}

const lists = ['variables', 'restrictions', 'userRoles', 'userCategories'] as const;

/** The users of a dashboard, by their codes. */
export class Users {
  readonly #catalogue: Catalogue;
  readonly #byCode = new Map<string, { readonly id: number; readonly payload: UserPayload }>();
  #lastId = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  get size(): number {
    return this.#byCode.size;
  }

  /** As `GET /users` has them. */
  list(): readonly object[] {
    return Array.from(this.#byCode.values(), ({ id, payload: { user } }) => ({ id, ...user }));
  }

  /** What a user is. Throws a refusal if there is none of that code. */
  payload(code: string): UserPayload {
    const found = this.#byCode.get(code.toUpperCase());
    if (!found) throw new DashboardRefusal(404, 'there is no such user');
    return found.payload;
  }

  /**
   * Makes users as a payload says, those who are there and those who are not. Of one who is there nothing else stays. All of it is taken, or nothing.
   *
   * Throws a refusal for what is no payload, or names what there is not.
   */
  sync(body: unknown): void {
    if (!Array.isArray(body)) throw new DashboardRefusal(400, 'a payload is a list');
    for (const payload of body.map((each) => this.#checked(each))) {
      const code = String(payload.user['usercode']);
      const id = this.#byCode.get(code)?.id ?? ++this.#lastId;
      this.#byCode.set(code, { id, payload });
    }
  }

  /** Throws a refusal if there is none of that number. */
  remove(id: string): void {
    const [code] = [...this.#byCode].find(([, user]) => String(user.id) === id) ?? [];
    if (code === undefined) throw new DashboardRefusal(404, 'there is no such user');
    this.#byCode.delete(code);
  }

  #checked(given: unknown): UserPayload {
    const { user, ...rest } = Object(given) as Readonly<Record<string, unknown>>;
    const { usercode, ...members } = Object(user) as Readonly<Record<string, unknown>>;
    if (typeof usercode !== 'string' || usercode === '') throw new DashboardRefusal(400, 'a user has no usercode');
    const unknown = Object.keys(rest).find((name) => !lists.some((list) => list === name));
    if (unknown !== undefined) throw new DashboardRefusal(400, `a payload has no ${unknown}`);
    const [variables, restrictions, userRoles, userCategories] = lists.map((name) => this.#listIn(rest, name));
    return {
      // The code is the same however it is written; the readable one is as it was.
      user: { readableUserCode: usercode, clientEnabled: true, ...members, usercode: usercode.toUpperCase() },
      variables: variables!,
      restrictions: restrictions!,
      userRoles: userRoles!,
      userCategories: userCategories!,
    };
  }

  #listIn(payload: Readonly<Record<string, unknown>>, name: (typeof lists)[number]): readonly unknown[] {
    const list = payload[name] ?? [];
    if (!Array.isArray(list)) throw new DashboardRefusal(400, `${name} is a list`);
    const known = name === 'userRoles' || name === 'userCategories' ? this.#catalogue[name] : undefined;
    const stranger = known && list.find((each) => !known.includes(Object(each).name));
    if (stranger !== undefined) throw new DashboardRefusal(400, `${name}: there is no ${JSON.stringify(stranger)}`);
    return list;
  }
}
