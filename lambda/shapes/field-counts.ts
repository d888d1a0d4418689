/** What became of the fields of a document. A scalar is one field; a container that does not leave is one field too. */
export interface FieldCounts {
  /** They left as they were. */
  kept: number;
  /** They left changed, keys of maps included. */
  treated: number;
  /** No shape names them, or it says `drop`. */
  dropped: number;
  /** They have another type, value or form than the shape says, or their treatment can not work on them. */
  unfit: number;
}

/** What became of one field. */
export type FieldOutcome = keyof FieldCounts;

/** One field of a document, as it is told to who watches: a preview. */
export interface Field {
  /** JSON Pointer (RFC 6901) to it. The key of a map that did not leave is its last part. */
  readonly pointer: string;
  /** The bytes of its value in the document, from `start` up to `end`; of a container that is kept, only its opening bracket. */
  readonly start: number;
  readonly end: number;
  readonly outcome: FieldOutcome;
  /** What left instead, for those that were treated. */
  readonly output?: string | undefined;
  /** It is the key of a map that leaves changed, and not the value under it. */
  readonly isKey?: true;
}

/** Counts before the first field. */
/** Counts to begin with. */
export const noFields = (): FieldCounts => ({ kept: 0, treated: 0, dropped: 0, unfit: 0 });
