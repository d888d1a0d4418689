import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { fieldReader } from '../../../../connectors/field-reader.ts';
import type { Json } from '../../../../connectors/item.ts';
import { readText } from '../../../../connectors/mapping/read-value.ts';
import type { JsonObject } from '../../json.ts';
import { DestinationError } from '../destination-error.ts';
import { isJsonObject } from '../is-json-object.ts';
import type { Found } from '../running-destination.ts';

/** Where key, id and being active are in a user. */
type Places = Pick<HttpOptions, 'active' | 'id' | 'key'>;

/** A user as an API has it, with its document. */
export interface FoundRecord extends Found {
  readonly document: JsonObject;
}

/**
 * What the API says of a user; `undefined` of one without a key.
 *
 * @param name of the call, for messages
 * @throws DestinationError for one without an id
 */
export const foundRecord = (
  row: unknown,
  { active, id: idAt, key: keyAt }: Places,
  name: string,
): FoundRecord | undefined => {
  if (!isJsonObject(row)) throw unexpected(name, 'a user is no object');
  const key = readText(fieldReader(keyAt)(row));
  if (key === undefined || key === '') return undefined;
  const id = readText(fieldReader(idAt)(row));
  if (id === undefined || id === '') throw unexpected(name, `a user has no id at ${idAt}`);
  const isActive = active === undefined || fieldReader(active.at)(row) !== active.off;
  return { key, id, isActive, document: row };
};

/** What an answer is that can not be understood. */
export const unexpected = (name: string, what: string): DestinationError =>
  new DestinationError('destination-unexpected', `${name}: ${what}: look at the settings of the destination`);

/**
 * What the map gives, with key and being active at their places, unless the map itself says something there.
 *
 * @param there the user as it is; its key stays as it is written there
 */
export const recordOf = (
  key: string,
  document: JsonObject,
  { active, key: keyAt }: Places,
  there?: JsonObject,
): JsonObject => {
  const own = there && (fieldReader(keyAt)(there) as Json | undefined);
  const keyed = withDefault(document, keyAt, own ?? key);
  return active ? withDefault(keyed, active.at, active.on) : keyed;
};

/** A user as it is, with the record over it: lists are what the record says, maps are put together. */
export const wholeOf = (there: JsonObject, record: JsonObject): JsonObject => {
  const merged = Object.entries(record).map(([name, value]): [string, Json] => {
    const before = Object.hasOwn(there, name) ? there[name] : undefined;
    return [name, isJsonObject(before) && isJsonObject(value) ? wholeOf(before, value) : value];
  });
  return { ...there, ...Object.fromEntries(merged) };
};

/** A user as it is, but not active. */
export const disabledWhole = (there: JsonObject, { active }: Places): JsonObject =>
  active ? withValue(there, namesOf(active.at), active.off) : there;

const withDefault = (object: JsonObject, pointer: string, value: Json): JsonObject =>
  fieldReader(pointer)(object) === undefined ? withValue(object, namesOf(pointer), value) : object;

const withValue = (object: JsonObject, [name = '', ...names]: readonly string[], value: Json): JsonObject => {
  if (names.length === 0) return { ...object, [name]: value };
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  return { ...object, [name]: withValue(isJsonObject(inner) ? inner : {}, names, value) };
};

const namesOf = (pointer: string): readonly string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
