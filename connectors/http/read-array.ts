import { decodeText } from '../file/decode-text.ts';
import { splitArray } from '../file/split-array.ts';
import { SourceError } from '../source-error.ts';
import { answerRead } from './collect-read.ts';
import { requireType } from './read-json.ts';

/**
 * Reads an answer that is one JSON array of objects, however long it is: of each object only what is made of it is held.
 *
 * @param place what was asked for, for messages
 * @throws SourceError `source-failed` for an answer that is no such array, is cut off, or is not labelled as JSON; whatever the stream throws, and `keep`
 * @example await readArray(response, 'GET /users', (user) => Object(user).id)
 */
export const readArray = async <Kept>(
  response: Pick<Response, 'headers' | 'body'>,
  place: string,
  keep: (record: unknown) => Kept,
): Promise<readonly Kept[]> => {
  await requireType(response, place);
  const kept: Kept[] = [];
  if (!response.body) throw notArray(place);
  try {
    for await (const text of splitArray(decodeText(response.body, 'utf-8', place), place)) {
      kept.push(keep(parsed(text, place)));
      answerRead(text.length);
    }
  } catch (error) {
    // In the words of files, and with the number of the record.
    if (!(error instanceof SourceError) || error.code !== 'data-invalid') throw error;
    throw notArray(place, error);
  }
  return kept;
};

const notArray = (place: string, { detail }: Partial<Pick<SourceError, 'detail'>> = {}): SourceError =>
  new SourceError('source-failed', `${place}: the answer is no JSON array of objects, or is cut off`, {
    ...(detail && { detail }),
  });

const parsed = (text: string, place: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The error's text quotes the answer, so it goes no further than this.
    throw new SourceError('source-failed', `${place}: the answer is no JSON`);
  }
};
