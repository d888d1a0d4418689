/** What a preview is of. */
export interface PreviewSubject {
  readonly gateway: string;
  readonly source: string;
  /** The endpoint's name: `GET /tickets/{number}`. */
  readonly endpoint: string;
  readonly status: number;
  /** Of the answer as the source gave it, decompressed. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** A sentence for the reader, if the answer as a whole does not leave. */
  readonly notice?: string | undefined;
}
