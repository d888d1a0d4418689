import type { FieldCounts, FieldOutcome } from '../../lambda/shapes/field-counts.ts';
import type { JsonKind } from './json-members.ts';

/** One value of an answer, before and after. */
export interface PreviewNode {
  /** A property's name, or an element's place as `[0]`; empty for the answer itself. */
  readonly name: string;
  /** What leaves instead of the name, if it is a key of a map that is treated. */
  readonly leavingName?: string | undefined;
  readonly kind: JsonKind;
  readonly outcome: FieldOutcome;
  /** Its JSON in the answer as the source wrote it; of objects and lists it is empty. */
  readonly original: string;
  /** Its JSON as it leaves; undefined if it does not. */
  readonly leaving: string | undefined;
  /** Why it leaves changed or not at all: `pseudonym`, `not named`; empty for what is kept. */
  readonly reason: string;
  /** Members in the answer, those included that are not shown. */
  readonly size: number;
  readonly children: readonly PreviewNode[];
}

/** What became of all fields of one name, wherever they are in an answer. */
export interface FieldSummary {
  /** `data[].requester.email`; `*` stands for the names of a map. */
  readonly path: string;
  readonly counts: Readonly<FieldCounts>;
  /** Each once: the treatments, and why some do not leave. */
  readonly reasons: readonly string[];
}

/** An answer as the source gave it, and what of it leaves. */
export interface Preview {
  /** One, or one for each line. */
  readonly nodes: readonly PreviewNode[];
  /** Values at the top: lines, or one. */
  readonly size: number;
  /** Of the whole answer, whatever part of it is shown. */
  readonly counts: Readonly<FieldCounts>;
  readonly fields: readonly FieldSummary[];
  /** Fields beyond the paths in `fields`, if an answer has very many names. */
  readonly otherFields: number;
  /** The answer as it leaves. */
  readonly leaving: Uint8Array;
}
