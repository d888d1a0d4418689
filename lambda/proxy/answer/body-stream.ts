import type { Readable } from 'node:stream';

/** How the body of an answer came to its end: whole; given up by its reader; or broken by an error. */
export type BodyEnd =
  | { readonly outcome: 'complete' | 'gone' }
  | { readonly outcome: 'failed'; readonly error: unknown };

/** What a body fails with, whatever broke it: hosts print it, and the log has the rest. */
export class AnswerBroken extends Error {
  override readonly name = 'AnswerBroken';

  constructor() {
    super('an answer ended before it was whole: the log says why');
    // Where it was thrown is always the same place.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * A stream of Node's as the body of a Response. It is read only as fast as the body is, and destroyed when the body is given up. A
 * body that breaks fails with AnswerBroken.
 *
 * @param sent told of each piece's length
 * @param ended told once
 */
export const bodyStream = (
  source: Readable,
  sent: (bytes: number) => void,
  ended: (end: BodyEnd) => void,
): ReadableStream<Uint8Array> => {
  const pieces: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let isOver = false;
  const end = (how: BodyEnd) => {
    if (isOver) return;
    isOver = true;
    ended(how);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (isOver) return;
          if (done) {
            end({ outcome: 'complete' });
            controller.close();
          } else {
            sent(value.length);
            controller.enqueue(value);
          }
        } catch (error) {
          end({ outcome: 'failed', error });
          throw new AnswerBroken();
        }
      },
      cancel() {
        end({ outcome: 'gone' });
        source.destroy();
      },
    },
    // The pieces are long enough; one that waits here would be one more in memory.
    { highWaterMark: 0 },
  );
};
