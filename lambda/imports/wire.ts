import { acceptedEncodings } from './compression.ts';
import type { Codec, Procedure } from './protocol.ts';
import { codeNumbers, type ProtocolError } from './protocol-error.ts';

/**
 * How one call stands on the wire: Connect's unary form (bare bodies, HTTP status codes), Connect's streams, or gRPC-Web
 * (connectrpc.com/docs/protocol; github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md).
 */
export interface Wire {
  readonly kind: 'unary' | 'stream' | 'grpc-web';
  readonly codec: Codec;
  readonly contentType: string;
  /** Whether messages stand in frames. */
  readonly framed: boolean;
  /** Names of the headers that mean the same on every wire. */
  readonly headers: { readonly encoding: string; readonly acceptEncoding: string; readonly timeout: string };
  /** What ends a stream well, or with an error. */
  end(error?: ProtocolError): Uint8Array;
}

const utf8 = new TextEncoder();

/** One frame: flags, length, message. */
export const frame = (flags: number, message: Uint8Array): Uint8Array => {
  const framed = new Uint8Array(5 + message.length);
  framed[0] = flags;
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, 5);
  return framed;
};

/** The error object of Connect's JSON. */
export const errorJson = ({ code, message }: ProtocolError) => ({ code, message });

const connectEnd = (error?: ProtocolError): Uint8Array =>
  frame(2, utf8.encode(JSON.stringify(error ? { error: errorJson(error) } : {})));

const grpcWebEnd = (error?: ProtocolError): Uint8Array => {
  const status = error ? codeNumbers[error.code].grpc : 0;
  const message = error ? `grpc-message: ${encodeURIComponent(error.message)}\r\n` : '';
  return frame(0x80, utf8.encode(`grpc-status: ${status}\r\n${message}`));
};

const forms = {
  unary: {
    framed: false,
    headers: { encoding: 'content-encoding', acceptEncoding: 'accept-encoding', timeout: 'connect-timeout-ms' },
    end: connectEnd,
  },
  stream: {
    framed: true,
    headers: {
      encoding: 'connect-content-encoding',
      acceptEncoding: 'connect-accept-encoding',
      timeout: 'connect-timeout-ms',
    },
    end: connectEnd,
  },
  'grpc-web': {
    framed: true,
    headers: { encoding: 'grpc-encoding', acceptEncoding: 'grpc-accept-encoding', timeout: 'grpc-timeout' },
    end: grpcWebEnd,
  },
} as const;

const grpcWebTypes: Readonly<Record<string, Codec>> = {
  'application/grpc-web': 'proto',
  'application/grpc-web+proto': 'proto',
  'application/grpc-web+json': 'json',
};

const contentTypes: Readonly<Record<Procedure['method'], Readonly<Record<string, readonly [Wire['kind'], Codec]>>>> = {
  Meta: {
    'application/json': ['unary', 'json'],
    'application/proto': ['unary', 'proto'],
  },
  PerformImport: {
    'application/connect+json': ['stream', 'json'],
    'application/connect+proto': ['stream', 'proto'],
  },
};

/** What a procedure accepts, as `Accept-Post` lists it. */
export const acceptedTypes = (method: Procedure['method']): string =>
  [...Object.keys(contentTypes[method]), ...Object.keys(grpcWebTypes)].join(', ');

/** The wire that a request's content type asks for; `undefined` if the procedure does not speak it. */
export const wireOf = (method: Procedure['method'], contentType: string | null): Wire | undefined => {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  const grpcWeb = Object.hasOwn(grpcWebTypes, type) ? grpcWebTypes[type] : undefined;
  if (grpcWeb) return { kind: 'grpc-web', codec: grpcWeb, contentType: type, ...forms['grpc-web'] };
  const types = contentTypes[method];
  if (!Object.hasOwn(types, type)) return undefined;
  const [kind, codec] = types[type]!;
  return { kind, codec, contentType: type, ...forms[kind] };
};

/** Headers that every answer of a wire carries. */
export const answerHeaders = (wire: Wire, encoding?: string): Record<string, string> => ({
  'content-type': wire.contentType,
  'cache-control': 'no-store',
  [wire.headers.acceptEncoding]: acceptedEncodings,
  ...(encoding && { [wire.headers.encoding]: encoding }),
});
