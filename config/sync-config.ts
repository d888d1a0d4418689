import type { Registrar } from './relay-config.ts';
import type { Schedule } from './schedule.ts';

/**
 * Plain data in which texts may hold expressions: `${user.email}` alone gives what the expression gives, of whatever kind; among other letters, as text.
 * `$${` is `${` as it is.
 */
export type Template = null | boolean | number | string | readonly Template[] | { readonly [name: string]: Template };

/** Which entities of the source are users, and how a destination knows them. */
export interface SyncUsers {
  /** Their entity type. */
  readonly type: string;
  /** An expression that gives the text by which the destination knows a user for good. No two users may have the same. */
  readonly key: string;
  /** An expression: who it is false for is not to be at the destination. @default - all of them are */
  readonly when?: string | undefined;
}

/** Which entities of the source are groups. */
export interface SyncGroups {
  readonly type: string;
  /** Whether members of a group within a group are members of the outer one too. */
  readonly nested: boolean;
  /**
   * What their attribute `as` says of relationships that are memberships. Those that say nothing are; those that say another word, such as
   * `owner`, are not. @default - `member`
   */
  readonly as?: readonly string[] | undefined;
}

/**
 * What users get beside their own fields: where the rule is met, each list of `give` is added to the list of that name. A rule says one of `group`,
 * `when` and `each`; `when` may stand beside the others.
 */
export interface SyncGrant {
  /** Id or name of a group that the user is in. A `*` at its end stands for any ending: then it is met once for each group that fits, as `each` is. */
  readonly group?: string | undefined;
  /** An expression over `user` and `groups`. */
  readonly when?: string | undefined;
  /** An expression that gives a list: the rule is met once for each of its members, which `give` knows as `each`. */
  readonly each?: string | undefined;
  /** Lists of templates, by the path of the list in what the map gives (`userRoles`, `user.tags`). They know `group`, where there is one. */
  readonly give: Readonly<Record<string, readonly Template[]>>;
}

/** Where users go. */
export interface SyncDestination {
  /** The word after `destination:`. */
  readonly destination: string;
  /** How the gate reaches it: `relay`, through an agent in the private network. @default - directly */
  readonly via?: 'relay' | undefined;
  /** Names of the agents, as of a source. @default - all */
  readonly agents?: readonly string[] | undefined;
  /** Checked by the destination's own schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What must not happen without somebody having looked: whatever trips it, nothing at all is applied. */
export interface SyncGuard {
  /** Of the users that are ours and active, so many percent may be disabled or deleted in one run. */
  readonly percent: number;
  /** So many may be. */
  readonly count: number;
  /** So many percent of the source's users of the last run must still be there. None at all always trips. */
  readonly sourcePercent: number;
  /** So many percent of a group's members of the last run must still be in it. */
  readonly groupPercent: number;
  /** So many percent of the users who had a value of an attribute at the last run must still have one, if the map looks at it. */
  readonly attributePercent: number;
  /** Percentages are not looked at where fewer than so many are gone. */
  readonly few: number;
}

/** What the destination bears. */
export interface SyncRate {
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls begun in a second. @default - as many as there are */
  readonly perSecond?: number | undefined;
}

/** When so many users can not be applied that something must be wrong with all. */
export interface SyncQuarantine {
  readonly percent: number;
  /** Fewer are never too many. */
  readonly few: number;
}

/** A call of the source's side that has the sync run. */
export interface SyncWebhook {
  /** Several calls within so many seconds are one run. */
  readonly settleSeconds: number;
}

/** The token that a user signs in to the destination with. */
export interface SyncSignIn {
  /** Who may have tokens made: servers of the customer that users authenticate at. */
  readonly servers: readonly Registrar[];
  /** The `iss`. @default - where the sync's function is reached */
  readonly issuer?: string | undefined;
  readonly audience: string;
  /** 30 to 3,600. */
  readonly lifetimeSeconds: number;
  /** After so many days another key signs. */
  readonly keyDays: number;
  /** What the token says of a user: `kept`, what the last run computed; `given`, what the server sends of the user with its call, by the same map. */
  readonly facts: 'kept' | 'given';
  /** What was kept for longer is not told. Of `kept`. */
  readonly maximumAgeMinutes: number;
  /** Names of the claims. */
  readonly claims: SyncClaims;
}

/** Names of claims; `null` leaves one out. */
export interface SyncClaims {
  /** The key of the user. */
  readonly key: string;
  readonly email: string | null;
  /** What the push sends of this user. */
  readonly payload: string | null;
}

/** Users of one source that are kept true at one destination. */
export interface SyncConfig {
  /** The name of a source. */
  readonly from: string;
  readonly users: SyncUsers;
  /** @default - there are none */
  readonly groups?: SyncGroups | undefined;
  readonly to: SyncDestination;
  /** What the destination has of a user, in the destination's own words. */
  readonly map: Readonly<Record<string, Template>>;
  readonly grants: readonly SyncGrant[];
  /** @default - only when it is asked for */
  readonly schedule?: Schedule | undefined;
  /** When everything is compared with what the destination really has. After a change of the map it is anyway. @default - Sundays at four */
  readonly full: Schedule;
  /** Users who were there before: `nothing`, they are left alone; `matching`, they become ours. */
  readonly adopt: 'nothing' | 'matching';
  /** Who is gone is disabled at once, and deleted after so many days; `null`, never. */
  readonly deleteAfterDays: number | null;
  readonly guard: SyncGuard;
  readonly rate: SyncRate;
  readonly quarantine: SyncQuarantine;
  /** @default - there is none */
  readonly webhook?: SyncWebhook | undefined;
  /** @default - no tokens are made */
  readonly signIn?: SyncSignIn | undefined;
}
