import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { fieldReader } from '../../../../connectors/field-reader.ts';
import { readText } from '../../../../connectors/mapping/read-value.ts';
import type { JsonObject } from '../../json.ts';
import type { JsonAnswer } from '../ask-json.ts';

/**
 * The id of a user that was just made: from the answer, or from where the answer says that the user is (RFC 9110, section 15.3.2); `undefined` if it says
 * neither.
 *
 * @param record what was sent, which has the id where that is the key
 */
export const createdId = (
  { body, headers }: JsonAnswer,
  { create, id, key }: HttpOptions,
  record: JsonObject,
): string | undefined => {
  const user = create?.user ? fieldReader(create.user)(Object(body)) : body;
  const told = readText(fieldReader(id)(Object(user)));
  if (told !== undefined && told !== '') return told;
  if (id === key) return readText(fieldReader(id)(record));
  const [last = ''] = /[^/?#]+(?=\/?(?:[?#].*)?$)/.exec(headers.get('location') ?? '') ?? [];
  try {
    return decodeURIComponent(last) || undefined;
  } catch {
    return undefined;
  }
};
