/** The codes of Connect and gRPC that this gateway uses (connectrpc.com/docs/protocol, "Error codes"). */
export type Code =
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss';

/** HTTP status of a unary Connect answer, and gRPC's number, of each code. */
export const codeNumbers: Readonly<Record<Code, { readonly http: number; readonly grpc: number }>> = {
  unknown: { http: 500, grpc: 2 },
  invalid_argument: { http: 400, grpc: 3 },
  deadline_exceeded: { http: 504, grpc: 4 },
  resource_exhausted: { http: 429, grpc: 8 },
  failed_precondition: { http: 400, grpc: 9 },
  aborted: { http: 409, grpc: 10 },
  unimplemented: { http: 501, grpc: 12 },
  internal: { http: 500, grpc: 13 },
  unavailable: { http: 503, grpc: 14 },
  data_loss: { http: 500, grpc: 15 },
};

/**
 * What the vendor is told when a call fails. The message is always a sentence of ours: it never repeats an exception, a value of
 * the source or a credential.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}
