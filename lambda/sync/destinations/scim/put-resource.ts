import type { Json } from '../../../../connectors/item.ts';
import type { JsonObject } from '../../json.ts';
import type { FieldChange } from '../running-destination.ts';
import { isEmpty } from './same-value.ts';
import { isExtension } from './user-resource.ts';

/**
 * A user as it is put back: as it was read, with the fields that change. What the service alone writes (`meta`, `groups`) is left out.
 *
 * @param read the whole user
 */
export const putResource = (read: JsonObject, fields: readonly FieldChange[]): JsonObject => {
  const { meta: _, groups: __, ...resource } = read;
  const changed = fields.reduce<JsonObject>((user, { path, after }) => withValue(user, namesOf(path), after), resource);
  const extensions = Object.keys(changed).filter(isExtension);
  return { ...changed, schemas: [...new Set([...schemasOf(read), ...extensions])] };
};

const schemasOf = ({ schemas }: JsonObject): readonly string[] =>
  Array.isArray(schemas) ? schemas.filter((each): each is string => typeof each === 'string') : [];

/** The members that a path leads through. The URN of an extension ends before the last colon. */
const namesOf = (path: string): readonly string[] => {
  if (!isExtension(path)) return path.split('.');
  const end = path.lastIndexOf(':');
  return [path.slice(0, end), ...path.slice(end + 1).split('.')];
};

const withValue = (
  holder: JsonObject,
  [name = '', ...inner]: readonly string[],
  value: Json | undefined,
): JsonObject => {
  const key = Object.keys(holder).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
  const { [key]: there, ...others } = holder;
  if (inner.length > 0) return { ...holder, [key]: withValue(objectOf(there), inner, value) };
  return value === undefined || isEmpty(value) ? others : { ...holder, [key]: merged(there, value) };
};

/** Members that are not named stay, as by PATCH; what led to the old value does not. */
const merged = (there: Json | undefined, value: Json): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { $ref: _, ...standing } = objectOf(there);
  return { ...standing, ...value };
};

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
