import { ConnectError } from '@connectrpc/connect';
import { readAllBytes, type UniversalClientFn } from '@connectrpc/connect/protocol';
import { codeFromHttpStatus } from '@connectrpc/connect/protocol-connect';

/** A problem document has a few hundred bytes; what is much larger is none. */
const maximumBytes = 64 * 1024;

/**
 * Lets a client say what a gateway answers before the protocol begins: a refused caller, a wrong path, a closed source. Connect's own
 * client throws the problem document away and says `HTTP 401`.
 *
 * @throws ConnectError with the problem's code, sentence and reference number
 */
export const tellProblems =
  (client: UniversalClientFn): UniversalClientFn =>
  async (request) => {
    const response = await client(request);
    if (!response.header.get('content-type')?.startsWith('application/problem+json')) return response;
    const sentence = sentenceOf(await readAllBytes(response.body, maximumBytes));
    throw new ConnectError(sentence ?? `HTTP ${response.status}`, codeFromHttpStatus(response.status), response.header);
  };

const sentenceOf = (body: Uint8Array): string | undefined => {
  try {
    const { code, detail, reference } = JSON.parse(new TextDecoder().decode(body));
    return `${code}: ${detail} (reference ${reference})`;
  } catch {
    return undefined;
  }
};
