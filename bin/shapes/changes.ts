import type { EndpointDraft } from './draft-endpoint.ts';
import type { NotedShape } from './noted-shape.ts';

/** Something of the document that a shapes file does not name. */
export interface Addition {
  /** The keys that lead to the map of the file that it belongs into: `$defs`, `ticket`, `properties`. */
  readonly path: readonly string[];
  readonly name: string;
  readonly shape: NotedShape;
}

/** Something of a shapes file that is not as the document says, in words. */
export interface Difference {
  readonly path: readonly string[];
  readonly what: string;
}

/** What a later version of a document has, and a shapes file does not say. */
export interface Changes {
  readonly endpoints: readonly EndpointDraft[];
  readonly additions: readonly Addition[];
  /** Named in the file, and no longer in the document. */
  readonly gone: readonly Difference[];
  /** Named in both. What does not fit the file does not leave, or is refused. */
  readonly changed: readonly Difference[];
}
