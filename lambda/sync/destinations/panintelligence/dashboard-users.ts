import type { DashboardUser, PanintelligenceApi } from './panintelligence-api.ts';
import { userCode } from './user-code.ts';

/** Who is at the dashboard, by user code. */
export type UsersByCode = ReadonlyMap<string, DashboardUser>;

/** The list of users, which comes whole and is long: what is asked for soon again is answered from what is known. */
export interface DashboardUsers {
  /** As they are now, or were a minute ago. */
  recent(signal: AbortSignal): Promise<UsersByCode>;
  /** As they are now. */
  now(signal: AbortSignal): Promise<UsersByCode>;
  /** What is known may be wrong. */
  forget(): void;
}

const goodFor = 60_000;

export const dashboardUsers = (api: PanintelligenceApi, now: () => number): DashboardUsers => {
  let known: { readonly at: number; readonly users: Promise<UsersByCode> } | undefined;

  const read = (signal: AbortSignal): Promise<UsersByCode> => {
    const users = api.users(signal).then((list) => new Map(list.map((user) => [userCode(user.usercode), user])));
    const reading = { at: now(), users };
    known = reading;
    // Whoever waits for it hears of the failure; the next one asks again.
    users.catch(() => {
      if (known === reading) known = undefined;
    });
    return users;
  };

  return {
    recent: (signal) => (known && now() - known.at < goodFor ? known.users : read(signal)),
    now: read,
    forget: () => {
      known = undefined;
    },
  };
};
