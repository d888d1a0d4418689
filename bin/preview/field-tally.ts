import { type FieldCounts, type FieldOutcome, noFields } from '../../lambda/shapes/field-counts.ts';
import type { FieldSummary } from './preview.ts';

/** Names in an answer are data: who fills it with names of his own does not fill the page. */
const maximumPaths = 500;

interface Tallied {
  readonly path: string;
  readonly counts: FieldCounts;
  readonly reasons: Set<string>;
}

interface Branch {
  tallied: Tallied | undefined;
  readonly members: Map<string, Branch>;
}

const newBranch = (): Branch => ({ tallied: undefined, members: new Map() });

/** Counts what became of fields, by their path. */
export class FieldTally {
  /** Fields whose path is one too many. */
  rest = 0;
  readonly #root = newBranch();
  #paths = 0;

  /** @param path names, `[]` for elements, `*` for the names of a map */
  add(path: readonly string[], outcome: FieldOutcome, reason: string): void {
    let branch = this.#root;
    for (const name of path) {
      const next = branch.members.get(name) ?? newBranch();
      branch.members.set(name, next);
      branch = next;
    }
    if (!branch.tallied) {
      if (this.#paths === maximumPaths) {
        this.rest++;
        return;
      }
      this.#paths++;
      branch.tallied = { path: printed(path), counts: noFields(), reasons: new Set() };
    }
    branch.tallied.counts[outcome]++;
    if (reason) branch.tallied.reasons.add(reason);
  }

  /** In the order of the answer, the members of an object together. */
  fields(): readonly FieldSummary[] {
    const found: FieldSummary[] = [];
    const walk = ({ tallied, members }: Branch): void => {
      if (tallied) found.push({ ...tallied, reasons: [...tallied.reasons] });
      for (const member of members.values()) walk(member);
    };
    walk(this.#root);
    return found;
  }
}

const printed = (path: readonly string[]): string =>
  path.reduce((before, name) => (name === '[]' || before === '' ? before + name : `${before}.${name}`), '') || '(all)';
