import { SourceError } from '../source-error.ts';
import type { SourceFile } from './options.ts';

type Encoding = SourceFile['encoding'];

const labels: Readonly<Record<Encoding, string>> = { 'utf-8': 'utf-8', 'utf-16': 'utf-16le', latin1: 'windows-1252' };

const marks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Decodes text (https://encoding.spec.whatwg.org). A byte order mark wins over the encoding that is given, and is not part of the text.
 *
 * @param path of the file, for messages
 * @throws SourceError `data-invalid` for bytes that the encoding does not know
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  path: string,
): AsyncGenerator<string, void> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let head: Uint8Array = new Uint8Array();
  const decode = (chunk: Uint8Array, stream: boolean): string => {
    decoder ??= new TextDecoder(markOf(chunk) ?? labels[encoding], { fatal: true });
    try {
      return decoder.decode(chunk, { stream });
    } catch (error) {
      throw new SourceError('data-invalid', `${path} is not ${decoder.encoding}: say which it is with encoding:`, {
        cause: error,
      });
    }
  };
  for await (const chunk of bytes) {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    // The longest byte order mark has three bytes, and a chunk may have fewer.
    if (head.length < 3 && !decoder) continue;
    yield decode(head, true);
    head = new Uint8Array();
  }
  yield decode(head, false);
}

const markOf = (bytes: Uint8Array): string | undefined =>
  marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
