import { ProxyRefused } from './proxy-refused.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** How much a body may be, and how much its sender says it is. */
export interface BodySize {
  readonly maximum: number;
  /** @default - the sender does not say */
  readonly declared: number | undefined;
}

/** The number of bytes that Content-Length says. */
export const declaredBytes = (headers: Headers): number | undefined => {
  const text = headers.get('content-length');
  return text === null ? undefined : Number(text);
};

/**
 * The chunks of a request's body; `undefined` if there is none. Without a declared size, only its first byte tells.
 *
 * @throws ProxyRefused `body-broken-off`
 */
export const bodyChunks = async ({ body, headers }: Request): Promise<Chunks | undefined> => {
  const declared = declaredBytes(headers);
  if (declared === 0 || !body) return undefined;
  if (declared !== undefined) return body;
  const rest = body[Symbol.asyncIterator]();
  const first = await rest.next().catch(brokenOff);
  return first.done ? undefined : joined(first, rest);
};

async function* joined(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Passes chunks on as long as their sum is what it may be. Throws ProxyRefused `body-too-large` or `body-broken-off`. */
export async function* countedChunks(chunks: Chunks, { maximum, declared }: BodySize): AsyncGenerator<Uint8Array> {
  let count = 0;
  try {
    for await (const chunk of chunks) {
      count += chunk.length;
      if (count > maximum) throw new ProxyRefused('body-too-large');
      // Bytes beyond the declared end would be read as the next request.
      if (declared !== undefined && count > declared) throw new ProxyRefused('framing-malformed');
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof ProxyRefused) throw thrown;
    brokenOff(thrown);
  }
  if (declared !== undefined && count < declared) brokenOff(undefined);
}

const brokenOff = (cause: unknown): never => {
  throw new ProxyRefused('body-broken-off', { cause });
};

/** All chunks in one. */
export const wholeBody = async (chunks: Chunks): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};
