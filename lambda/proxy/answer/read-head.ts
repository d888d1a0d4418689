import type { Readable } from 'node:stream';

/** The beginning of a stream, or all of it. */
export interface StreamHead {
  readonly bytes: Buffer;
  /** Whether the stream has ended. If not, these bytes are its next ones again. */
  readonly isWhole: boolean;
}

const premature = (): Error => new Error('the stream was closed before its end');

/**
 * Reads a stream to its end, or until it turns out to be longer than so many bytes: then it is as it was before.
 *
 * Rejects with the stream's error. Half the cost of an async iterator, for answers that come in one piece.
 */
export const readHead = (stream: Readable, maximumBytes: number): Promise<StreamHead> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const joined = () => (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
    const leave = () => stream.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= maximumBytes) return;
      leave();
      stream.pause();
      const bytes = joined();
      stream.unshift(bytes);
      resolve({ bytes, isWhole: false });
    };
    const onEnd = () => {
      leave();
      resolve({ bytes: joined(), isWhole: true });
    };
    const onError = (error: Error) => {
      leave();
      reject(error);
    };
    const onClose = () => onError(stream.errored ?? premature());
    if (stream.destroyed) return onClose();
    stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
