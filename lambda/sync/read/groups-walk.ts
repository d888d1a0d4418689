import type { Adjacency } from './adjacency.ts';
import type { MembershipMarks } from './membership-marks.ts';

/** A group that a user is in, and what the membership says: -1 if nothing, or if the user is in it by way of another group. */
export interface WalkedGroup {
  readonly group: number;
  readonly mark: number;
}

/** What is walked through. */
export interface WalkedLinks {
  readonly groupsOf: Adjacency;
  readonly outerOf: Adjacency;
  readonly marks: Pick<MembershipMarks, 'chosen'>;
}

/**
 * Finds all groups of a user, those that its groups are in included, each once: groups may be in each other in a circle. It takes no more
 * than it finds, and remembers nothing, because what all groups lead to may be far more than what was read.
 */
export const groupsWalk = ({ groupsOf, outerOf, marks }: WalkedLinks): ((user: number) => readonly WalkedGroup[]) => {
  // For whom each group was found last, so that nothing must be cleared between users.
  const foundFor = new Int32Array(outerOf.starts.length).fill(-1);
  const foundAt = new Int32Array(outerOf.starts.length);
  return (user) => {
    const found: { group: number; mark: number }[] = [];
    const find = (group: number, mark: number): void => {
      if (foundFor[group] === user) {
        const before = found[foundAt[group]!]!;
        before.mark = marks.chosen(before.mark, mark);
        return;
      }
      foundFor[group] = user;
      foundAt[group] = found.push({ group, mark }) - 1;
    };
    for (const link of linksOf(groupsOf, user)) find(groupsOf.targets[link]!, groupsOf.marks[link]!);
    for (let next = 0; next < found.length; next++)
      for (const link of linksOf(outerOf, found[next]!.group)) find(outerOf.targets[link]!, -1);
    return found;
  };
};

function* linksOf({ starts }: Adjacency, from: number): Generator<number, void> {
  for (let link = starts[from]!; link < starts[from + 1]!; link++) yield link;
}
