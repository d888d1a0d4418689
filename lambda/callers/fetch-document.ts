/** A JSON object that was read from somewhere else. */
export type Document = Readonly<Record<string, unknown>>;

/** The limits within which a document is read. */
export interface FetchDocumentOptions {
  readonly fetch: typeof globalThis.fetch;
  /** For the whole document, in milliseconds. */
  readonly timeout: number;
  /** Of the decoded body. */
  readonly maximumBytes: number;
}

const readBody = async (response: Response, maximumBytes: number): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest of the body.
    if (bytes > maximumBytes) throw new Error(`it has more than ${maximumBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

const parseObject = (text: string): Document => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error('it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is not a JSON object');
  return value as Document;
};

const load = async (url: string, options: FetchDocumentOptions): Promise<Document> => {
  const response = await options.fetch(url, {
    // A connection kept from minutes ago is dead where a host freezes the process between calls, and this is rare anyway.
    headers: { accept: 'application/json', connection: 'close' },
    // A redirect would let whoever can answer for one host choose another; 3xx is refused below.
    redirect: 'manual',
    signal: AbortSignal.timeout(options.timeout),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answers with status ${response.status}`);
  }
  return parseObject(await readBody(response, options.maximumBytes));
};

/** Node's fetch says only "fetch failed" itself, and why in the code of its cause. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown error';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return `${error.message}${code}`;
};

/**
 * Reads a JSON object over HTTP, within limits of time and size and without following redirects.
 *
 * Throws an Error whose message names the URL and what is wrong, and nothing of the body.
 *
 * @example await fetchDocument('https://issuer.example/jwks', { fetch, timeout: 5_000, maximumBytes: 262_144 })
 */
export const fetchDocument = async (url: string, options: FetchDocumentOptions): Promise<Document> => {
  try {
    return await load(url, options);
  } catch (cause) {
    throw new Error(`${url}: ${describe(cause)}`, { cause });
  }
};
