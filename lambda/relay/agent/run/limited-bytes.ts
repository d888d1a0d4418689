import { RelayFailure } from '../../relay-failure.ts';

/** How many bytes there may be, and what is said of more. */
export interface ByteLimit {
  /** @default - any number */
  readonly most?: number | undefined;
  /** What must be there in the end, neither less nor more. @default - not known */
  readonly exactly?: number | undefined;
  /** What they are: `the answer`. */
  readonly what: string;
}

/**
 * Passes bytes on, and breaks off where there are more than there may be: before the first byte too many.
 *
 * @throws RelayFailure `relay-broken`
 */
export async function* limitedBytes(
  bytes: AsyncIterable<Uint8Array>,
  { most, exactly, what }: ByteLimit,
): AsyncGenerator<Uint8Array, void, undefined> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.byteLength;
    if (exactly !== undefined && count > exactly) throw broken(`${what} is longer than was said`);
    if (most !== undefined && count > most) throw broken(`${what} is larger than the agent's own file allows (limits)`);
    yield chunk;
  }
  if (exactly !== undefined && count < exactly) throw broken(`${what} is shorter than was said`);
}

const broken = (message: string): RelayFailure => new RelayFailure('relay-broken', message, { sent: true });
