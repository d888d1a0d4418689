import type { ScimDestinationOptions } from '../../../../connectors/destinations/scim/options.ts';
import { isValueList, userSchema } from '../../../../connectors/destinations/scim/user-attributes.ts';
import type { Json } from '../../../../connectors/item.ts';
import type { JsonObject } from '../../json.ts';
import { isEmpty } from './same-value.ts';

/** How users are known at a service. */
export type Match = ScimDestinationOptions['match'];

/** Whether a member is an extension's. */
export const isExtension = (name: string): boolean => name.startsWith('urn:');

const notSent: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'groups', 'externalId', 'active', 'userName']);

/**
 * The user as it is to be: what the map gives, with the key, the schemas, and `active`. A text in a list of values is one of them; members
 * of groups are sent with groups.
 */
const userResource = (key: string, document: JsonObject, match: Match): JsonObject => {
  const given = Object.entries(document).filter(([name]) => !notSent.has(name));
  const { userName } = document;
  const isNamed = match === 'externalId' && typeof userName === 'string' && userName !== '';
  const extensions = given.flatMap(([name, value]) => (isExtension(name) && !isEmpty(value) ? [name] : []));
  return {
    schemas: [userSchema, ...extensions],
    externalId: key,
    userName: isNamed ? userName : key,
    ...Object.fromEntries(given.map(([name, value]) => [name, valueAs(name, value)])),
    active: true,
  };
};

/**
 * The user as it is compared. Who is known by userName need not have an externalId that the service keeps; and a userName that the map
 * does not name is what it is.
 */
export const comparedUser = (key: string, document: JsonObject, match: Match): JsonObject => {
  const { externalId, userName, ...others } = userResource(key, document, match);
  if (match === 'userName') return { userName: userName!, ...others };
  return { externalId: externalId!, ...(!isEmpty(document['userName']) && { userName: userName! }), ...others };
};

/** The user as it is made: what is empty is not sent, for there is nothing yet that it would take away. */
export const newUser = (key: string, document: JsonObject, match: Match): JsonObject =>
  withoutEmpty(userResource(key, document, match)) as JsonObject;

const valueAs = (name: string, value: Json): Json => {
  const list = isValueList(name) && !isEmpty(value) && !Array.isArray(value) ? [value] : value;
  if (!Array.isArray(list)) return list;
  const elements = isValueList(name)
    ? list.map((each: Json) => (typeof each === 'string' ? { value: each } : each))
    : list;
  return once(withoutEmpty(elements) as readonly Json[]);
};

/** No service keeps a value twice (RFC 7643, section 2.4). */
const once = (elements: readonly Json[]): readonly Json[] => [
  ...new Map(elements.map((element) => [JSON.stringify(element), element])).values(),
];

const withoutEmpty = (value: Json): Json => {
  if (Array.isArray(value)) return value.filter((each: Json) => !isEmpty(each)).map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, each]) => !isEmpty(each));
  return Object.fromEntries(members.map(([name, each]) => [name, withoutEmpty(each)]));
};
