import { type DescMessage, fromBinary, fromJsonString, type MessageShape } from '@bufbuild/protobuf';
import { acceptedEncodings, decompress, isEncoding } from './compression.ts';
import { ProtocolError } from './protocol-error.ts';
import type { Wire } from './wire.ts';

/** Requests are small: a cursor, and the connector's configuration values. */
export const requestLimit = 1_048_576;

const tooLarge = () => new ProtocolError('resource_exhausted', `the request is larger than ${requestLimit} bytes`);

/** The whole body, or `resource_exhausted` as soon as it is known to be too large. */
const readBody = async (request: Request, limit: number): Promise<Uint8Array> => {
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the rest of the body.
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The one message of a framed body, and whether it is compressed. */
const unframe = (body: Uint8Array): { compressed: boolean; message: Uint8Array } => {
  if (body.length < 5) throw new ProtocolError('invalid_argument', 'the request ends before its first message');
  const flags = body[0]!;
  const size = new DataView(body.buffer, body.byteOffset).getUint32(1);
  if (size > requestLimit) throw tooLarge();
  if (flags > 1) throw new ProtocolError('invalid_argument', 'the request has a frame with unknown flags');
  if (body.length < 5 + size) throw new ProtocolError('invalid_argument', 'the request ends inside its message');
  if (body.length > 5 + size) throw new ProtocolError('invalid_argument', 'the request has more than one message');
  return { compressed: flags === 1, message: body.subarray(5) };
};

const inflate = (encoding: string, message: Uint8Array): Uint8Array => {
  if (!isEncoding(encoding))
    throw new ProtocolError('invalid_argument', 'the request has a compressed message but names no encoding');
  try {
    return decompress(encoding, message, requestLimit);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new ProtocolError('invalid_argument', `the request is not valid ${encoding}`);
  }
};

const plainMessage = (wire: Wire, encoding: string, body: Uint8Array): Uint8Array => {
  if (!wire.framed) return encoding === 'identity' ? body : inflate(encoding, body);
  const { compressed, message } = unframe(body);
  return compressed ? inflate(encoding, message) : message;
};

/**
 * Reads the one message of a request.
 *
 * @throws ProtocolError `invalid_argument` if it is broken, `resource_exhausted` if it is larger than 1 MiB (compressed or
 *   not), `unimplemented` if its encoding is unknown
 */
export const readMessage = async <Desc extends DescMessage>(
  request: Request,
  wire: Wire,
  schema: Desc,
): Promise<MessageShape<Desc>> => {
  const encoding = request.headers.get(wire.headers.encoding)?.trim() || 'identity';
  if (encoding !== 'identity' && !isEncoding(encoding)) {
    throw new ProtocolError('unimplemented', `the encoding of the request is not one of ${acceptedEncodings}`);
  }
  const message = plainMessage(wire, encoding, await readBody(request, requestLimit + (wire.framed ? 5 : 0)));
  try {
    if (wire.codec === 'proto') return fromBinary(schema, message);
    return fromJsonString(schema, new TextDecoder('utf-8', { fatal: true }).decode(message), {
      ignoreUnknownFields: true,
    });
  } catch {
    // Too deep nesting ends here as well: the decoders recurse.
    throw new ProtocolError(
      'invalid_argument',
      `the request is not a valid ${schema.name} in ${wire.codec === 'json' ? 'JSON' : 'binary form'}`,
    );
  }
};
