import type { JsonObject } from '../../json.ts';
import type { Found } from '../running-destination.ts';
import { isEnabled } from './desired-payload.ts';
import type { DashboardUser, PanintelligenceApi } from './panintelligence-api.ts';
import { userCode } from './user-code.ts';

/** Who is at the dashboard, by user code. */
export type UsersByCode = ReadonlyMap<string, DashboardUser>;

/** A user with all that it is. */
export interface FoundUser extends Found {
  readonly document: JsonObject;
}

/** Finds users of a dashboard. */
export interface UserFinder {
  /** Everybody as they are now, by one call. */
  everybody(signal: AbortSignal): Promise<UsersByCode>;
  /** Those of these keys that are there, by one call each, and one more for all that were not there when everybody was last read. */
  find(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, FoundUser>>;
}

/**
 * Asks for the payloads of those alone who are known to be there: in which way a dashboard says that it knows nobody of a name, or no such
 * parameter, is written nowhere.
 */
export const userFinder = (api: PanintelligenceApi): UserFinder => {
  let seen: UsersByCode = new Map();

  const everybody = async (signal: AbortSignal): Promise<UsersByCode> => {
    const users = await api.users(signal);
    seen = new Map(users.map((user) => [userCode(user.usercode), user]));
    return seen;
  };

  return {
    everybody,
    find: async (keys, signal) => {
      let fresh: Promise<UsersByCode> | undefined;
      const payloadIn = async (users: UsersByCode, key: string): Promise<JsonObject | undefined> => {
        const user = users.get(userCode(key));
        return user && api.payload(user, signal);
      };
      const one = async (key: string): Promise<readonly [string, FoundUser] | undefined> => {
        let document = await payloadIn(seen, key);
        if (!document) {
          fresh ??= everybody(signal);
          document = await payloadIn(await fresh, key);
        }
        return document && [key, { key, id: userCode(key), isActive: isEnabled(document), document }];
      };
      const all = await Promise.all(keys.map(one));
      return new Map(all.filter((each) => each !== undefined));
    },
  };
};
