import { readJson } from '../http/read-json.ts';

/**
 * Reads the JSON of a SCIM service's answer.
 *
 * @param place what was asked for, for messages
 * @throws SourceError `source-failed` for an answer that is too long, not JSON, or not labelled as JSON; whatever the stream throws
 */
export const readBody = (response: Response, place: string): Promise<unknown> =>
  readJson(response, place, {
    types: /^application\/(?:scim\+)?json\s*(?:;|$)/i,
    otherType: 'not SCIM but something else, a login page perhaps: check baseUrl',
    tooLong: 'lower pageSize, or set membershipsFrom: users',
  });
