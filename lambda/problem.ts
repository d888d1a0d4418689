/** An answer that says what went wrong (RFC 9457). */
export interface Problem {
  readonly status: number;
  /** A stable word for programs to switch on. */
  readonly code: string;
  /** One sentence about this kind of problem, and what to do. No values of a source or a request. */
  readonly detail: string;
  /** Ties the answer to the operator's log. */
  readonly reference: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * A problem document as a response. Its `type` is `about:blank`, since the code says which problem it is.
 *
 * @example problemResponse({ status: 404, code: 'not-found', detail: 'Nothing is served at this path.', reference })
 */
export const problemResponse = ({ status, code, detail, reference, headers }: Problem): Response =>
  new Response(JSON.stringify({ status, code, detail, reference }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
