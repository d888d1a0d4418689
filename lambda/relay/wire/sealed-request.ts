import type { RelayedRequest } from '../relayed-request.ts';

/** What an envelope holds. */
export interface SealedRequest {
  readonly request: RelayedRequest;
  /** When nobody wants the answer any more: milliseconds since 1970 by the gate's clock. */
  readonly deadline: number;
  /** The whole body, if it is small; otherwise it follows in chunks if there is one. */
  readonly body?: Uint8Array | undefined;
}

/** One byte for each of two lengths would not do: JSON, its length before it, and the body after it. */
export const writeRequest = ({ request, deadline, body }: SealedRequest): Uint8Array => {
  const head = Buffer.from(JSON.stringify({ request, deadline, whole: body !== undefined }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, body ?? Buffer.alloc(0)]);
};

/** Reads what `writeRequest` has written; it was sealed by the gate, and is trusted. */
export const readRequest = (bytes: Uint8Array): SealedRequest => {
  const { head, rest } = splitHead(bytes);
  const { request, deadline, whole } = head as { request: RelayedRequest; deadline: number; whole: boolean };
  return { request, deadline, body: whole ? rest : undefined };
};

/** The beginning of an answer: its head as JSON, the length before it. */
export const writeHead = (head: unknown): Uint8Array => {
  const json = Buffer.from(JSON.stringify(head ?? null));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
};

/** The head, and the bytes after it. Throws SyntaxError or RangeError for what has none. */
export const splitHead = (bytes: Uint8Array): { readonly head: unknown; readonly rest: Uint8Array } => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 4 + all.readUInt32BE(0);
  return { head: JSON.parse(all.toString('utf8', 4, end)), rest: all.subarray(end) };
};
