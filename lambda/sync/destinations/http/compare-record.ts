import type { JsonObject } from '../../json.ts';
import { isAsWanted } from '../is-as-wanted.ts';
import { isJsonObject } from '../is-json-object.ts';
import type { FieldChange } from '../running-destination.ts';

/** What of a user is to be another one, member by member; what the document does not name is of no concern, and lists are members as a whole. */
export const compareRecord = (there: JsonObject, document: JsonObject, path = ''): readonly FieldChange[] =>
  Object.entries(document).flatMap(([name, after]): readonly FieldChange[] => {
    const before = Object.hasOwn(there, name) ? there[name] : undefined;
    if (isJsonObject(after) && isJsonObject(before)) return compareRecord(before, after, `${path}${name}.`);
    return isAsWanted(before, after) ? [] : [{ path: path + name, before, after }];
  });
