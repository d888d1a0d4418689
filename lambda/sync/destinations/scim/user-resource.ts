import type { ScimDestinationOptions } from '../../../../connectors/destinations/scim/options.ts';
import { isValueList, userSchema } from '../../../../connectors/destinations/scim/user-attributes.ts';
import type { Json } from '../../../../connectors/item.ts';
import type { JsonObject } from '../../json.ts';

/** How users are known at a service. */
export type Match = ScimDestinationOptions['match'];

/** Whether a member is an extension's. */
export const isExtension = (name: string): boolean => name.startsWith('urn:');

const notSent: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'groups', 'externalId', 'active', 'userName']);

/**
 * The user as it is sent: what the map gives, with the key, the schemas, and `active`. A text in a list of values is one of them; what
 * is null or empty is left out; members of groups are sent with groups.
 */
export const userResource = (key: string, document: JsonObject, match: Match): JsonObject => {
  const given = Object.entries(document).filter(
    ([name, value]) => !notSent.has(name) && value !== null && value !== '',
  );
  const { userName } = document;
  const isNamed = match === 'externalId' && typeof userName === 'string' && userName !== '';
  return {
    schemas: [userSchema, ...given.map(([name]) => name).filter(isExtension)],
    externalId: key,
    userName: isNamed ? userName : key,
    ...Object.fromEntries(given.map(([name, value]) => [name, isValueList(name) ? valueList(value) : value])),
    active: true,
  };
};

const valueList = (value: Json): Json =>
  (Array.isArray(value) ? value : [value]).map((each: Json) => (typeof each === 'string' ? { value: each } : each));
