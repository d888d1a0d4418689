import { SourceError } from '../source-error.ts';

/** The longest answer that is read, in bytes. A page of 200 users is some 500 kB; a group of 100,000 members some 15 MB. */
export const longestAnswer = 64 * 1024 * 1024;

/**
 * Reads the JSON of an answer.
 *
 * @param place what was asked for, for messages
 * @throws SourceError `source-failed` for an answer that is too long, not JSON, or not labelled as JSON; whatever the stream throws
 */
export const readBody = async (response: Response, place: string): Promise<unknown> => {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:scim\+)?json\s*(?:;|$)/i.test(type)) {
    await response.body?.cancel();
    throw new SourceError(
      'source-failed',
      `${place}: the answer is not SCIM but something else, a login page perhaps: check baseUrl`,
    );
  }
  const bytes = await readBytes(response, place);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The error's text quotes the answer, so it goes no further than this.
    throw new SourceError('source-failed', `${place}: the answer is no JSON`, { detail: { bytes: bytes.length } });
  }
};

const readBytes = async (response: Response, place: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > longestAnswer) {
      throw new SourceError(
        'source-failed',
        `${place}: the answer is longer than ${longestAnswer} bytes: lower pageSize, or set membershipsFrom: users`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
