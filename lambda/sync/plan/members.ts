import { createHash } from 'node:crypto';

/** How many members groups have, by what may be kept and logged: a hash that says nothing of a group's name. */
export interface HashedMembers {
  readonly byHash: ReadonlyMap<string, number>;
  /** A sentence with the ids of groups in the place of their hashes, as far as they are still there: for operators. */
  named(sentence: string): string;
}

const letters = 12;

/** @param members by the ids of groups at the source */
export const hashedMembers = (members: ReadonlyMap<string, number>): HashedMembers => {
  const ids = new Map(Array.from(members.keys(), (id) => [hashOf(id), id]));
  return {
    byHash: new Map(Array.from(ids, ([hash, id]) => [hash, members.get(id)!])),
    named: (sentence) =>
      sentence.replace(/^group (\S+)/, (whole, hash) => (ids.has(hash) ? `group ${ids.get(hash)}` : whole)),
  };
};

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, letters);
