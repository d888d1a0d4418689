import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import {
  givenMembers,
  payloadLists,
  userMembers,
} from '../../../../connectors/destinations/panintelligence/user-members.ts';
import type { Json } from '../../../../connectors/item.ts';
import type { JsonObject } from '../../json.ts';
import { isAsWanted } from '../is-as-wanted.ts';
import { isJsonObject } from '../is-json-object.ts';
import type { FieldChange } from '../running-destination.ts';

/**
 * What of a user is to be another one.
 *
 * @param payload as the dashboard has it
 * @param others whether what the document does not name stays
 */
export const comparePayload = (
  payload: JsonObject,
  document: JsonObject,
  others: PanintelligenceOptions['others'],
): readonly FieldChange[] => {
  const user = isJsonObject(document['user']) ? document['user'] : {};
  const there = isJsonObject(payload['user']) ? payload['user'] : {};
  return [
    ...Object.entries(user).flatMap(([name, after]) => change(`user.${name}`, there[name], after, isSame(name))),
    ...payloadLists.flatMap((name) =>
      name in document ? change(name, payload[name], document[name]!, isAsWanted) : [],
    ),
    ...(others === 'replace' ? takenAway(payload, document, there, user) : []),
  ];
};

type Same = (there: Json | undefined, wanted: Json) => boolean;

const change = (path: string, before: Json | undefined, after: Json, isSame: Same): readonly FieldChange[] =>
  isSame(before, after) ? [] : [{ path, before, after }];

const isSame =
  (name: string): Same =>
  (there, wanted) =>
    isAsWanted(there, wanted) || (userMembers.get(name) === 'date' && isSameTime(there, wanted));

/** A day may come back with its first hour. */
const isSameTime = (there: Json | undefined, wanted: Json): boolean =>
  typeof there === 'string' && typeof wanted === 'string' && Date.parse(there) === Date.parse(wanted);

/** What goes when it is not sent: lists, and permissions that nobody has without having been given them. */
const takenAway = (
  payload: JsonObject,
  document: JsonObject,
  there: JsonObject,
  user: JsonObject,
): readonly FieldChange[] => {
  const lists = payloadLists.filter((name) => {
    const list = payload[name];
    return !(name in document) && Array.isArray(list) && list.length > 0;
  });
  const permissions = Object.keys(there).filter(
    (name) => !(name in user) && there[name] === true && userMembers.get(name) === 'boolean' && !givenMembers.has(name),
  );
  return [
    ...permissions.map((name) => ({ path: `user.${name}`, before: true, after: undefined })),
    ...lists.map((name) => ({ path: name, before: payload[name], after: undefined })),
  ];
};
