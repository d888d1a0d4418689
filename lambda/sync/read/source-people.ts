import type { SourceGroup, SourceUser } from '../mapping/mapped-user.ts';

/** Everybody whom an import gave, each once, with the groups. */
export interface SourcePeople {
  readonly count: number;
  /** How many members each group has (nested ones too, where the configuration says so), by id. Groups without members are in it. */
  readonly members: ReadonlyMap<string, number>;
  /** In the order of the source. What is given may be reused by nobody: it is made for each. */
  [Symbol.iterator](): Iterator<{ readonly user: SourceUser; readonly groups: readonly SourceGroup[] }>;
}
