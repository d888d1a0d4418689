import type { UsedNames } from '../../../config/expression/used-names.ts';
import type { JsonObject } from '../json.ts';

/** A user as expressions see one: attributes as they are, dates and times as ISO 8601 texts; `id`, `name` and `type` beside them. */
export type SourceUser = { readonly id: string; readonly name: string; readonly type: string } & JsonObject;

/** A group that the user is in, likewise; what the membership itself says is under `membership`. */
export type SourceGroup = SourceUser & { readonly membership?: JsonObject | undefined };

/** What the destination is to have of one user. */
export interface MappedUser {
  /** What the destination knows the user by. */
  readonly key: string;
  /** What the map and the grants give: without members whose expression gave nothing, lists without doubles and in a fixed order, names of members sorted. */
  readonly document: JsonObject;
}

/** Why a user can not be mapped: it is told of, and the run goes on. Never a value. */
export interface MappingProblem {
  /** `key-missing`: the key's expression gives no text. `expression-failed`: one can not be computed for this user. */
  readonly code: 'key-missing' | 'expression-failed';
  /** Whose: who can not be mapped must not be taken for gone. @default - the key is what is missing */
  readonly key?: string | undefined;
  /** Where in the configuration, such as `map.user.email`. */
  readonly at: string;
}

/** The map of a sync, ready to be used. */
export interface Mapping {
  /** Of the configuration that it was made from: users, groups, map and grants. Another one has everything compared anew. */
  readonly hash: string;
  /**
   * What becomes of one user.
   *
   * @returns `undefined` for who is not to be at the destination
   */
  map(user: SourceUser, groups: readonly SourceGroup[]): MappedUser | MappingProblem | undefined;
}

/** A map that tells what it never gave. */
export interface WatchedMapping extends Mapping {
  /** What the map looks at: nothing else of the source need be kept. */
  readonly uses: UsedNames;
  /**
   * Where expressions stand that gave nothing for any user mapped so far, and groups that no user is in (`grants[2].group`): misspelt,
   * perhaps. Places of the configuration, never values.
   */
  emptyFields(): readonly string[];
}

/** Tells a problem from a user. */
export const isProblem = (mapped: MappedUser | MappingProblem): mapped is MappingProblem => 'code' in mapped;
