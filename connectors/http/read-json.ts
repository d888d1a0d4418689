import { SourceError } from '../source-error.ts';
import { answerRead } from './collect-read.ts';

/** The longest answer that is read, in bytes. A page of 999 users is about 1 MB; a group of 100,000 members some 15 MB. */
export const longestAnswer = 64 * 1024 * 1024;

/** What is said of answers that can not be read, and which are. */
export interface ReadJsonOptions {
  /** Media types that are read. @default - application/json and what is built on it */
  readonly types?: RegExp | undefined;
  /** Of another type. */
  readonly otherType?: string | undefined;
  /** Of more than `longestAnswer`. */
  readonly tooLong?: string;
  /** Hears the beginning of the text as soon as it is there. */
  readonly begun?: ((beginning: string) => void) | undefined;
}

const anyJson = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads the JSON of an answer.
 *
 * @param place what was asked for, for messages
 * @throws SourceError `source-failed` for an answer that is too long, not JSON, or not labelled as JSON; whatever the stream throws
 */
export const readJson = async (
  response: Response,
  place: string,
  { types, otherType, tooLong = 'ask for smaller pages', begun }: ReadJsonOptions = {},
): Promise<unknown> => {
  await requireType(response, place, { types, otherType });
  const text = await readText(response, place, { tooLong, begun });
  try {
    return JSON.parse(text);
  } catch {
    // The error's text quotes the answer, so it goes no further than this.
    throw noJson(place);
  }
};

/**
 * Refuses an answer of another type, and lets go of it.
 *
 * @throws SourceError `source-failed`
 */
export const requireType = async (
  { headers, body }: Pick<Response, 'headers' | 'body'>,
  place: string,
  {
    types = anyJson,
    otherType = 'not JSON but something else, a login page perhaps',
  }: Pick<ReadJsonOptions, 'types' | 'otherType'> = {},
): Promise<void> => {
  if (types.test(headers.get('content-type') ?? '')) return;
  await body?.cancel();
  throw new SourceError('source-failed', `${place}: the answer is ${otherType}`);
};

const noJson = (place: string): SourceError => new SourceError('source-failed', `${place}: the answer is no JSON`);

/** Decoded as it comes: the buffers of a page that is put together first stay for long. */
const readText = async (
  response: Response,
  place: string,
  { tooLong, begun }: Required<Pick<ReadJsonOptions, 'tooLong' | 'begun'>>,
): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > longestAnswer)
      throw new SourceError('source-failed', `${place}: the answer is longer than ${longestAnswer} bytes: ${tooLong}`);
    text += decoded(decoder, chunk, place);
    if (length === chunk.length) begun?.(text);
  }
  answerRead(length);
  return text + decoded(decoder, undefined, place);
};

const decoded = (decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | undefined, place: string): string => {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw noJson(place);
  }
};
