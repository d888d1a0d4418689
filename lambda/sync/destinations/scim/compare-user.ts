import type { Json } from '../../../../connectors/item.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { JsonObject } from '../../json.ts';
import type { FieldChange } from '../running-destination.ts';
import { isEmpty, isSame } from './same-value.ts';
import type { SchemaFacts } from './schema-facts.ts';
import { isExtension } from './user-resource.ts';

/**
 * What of a user is another than it is to be. Objects are compared member by member; lists are fields as a whole. Whether the user is
 * active is no field: it is the sync's concern.
 *
 * @param resource as `userResource` gives it
 * @returns paths as RFC 7644 writes them (section 3.10): `title`, `name.familyName`, `emails`, `<URN>:department`
 */
export const compareUser = (there: JsonObject, resource: JsonObject, facts: SchemaFacts): readonly FieldChange[] => {
  const { schemas: _, active: __, ...sent } = resource;
  return Object.entries(sent).flatMap(([name, value]) =>
    isExtension(name) && isObject(value)
      ? Object.entries(value).flatMap(([inner, each]) =>
          changesAt(`${name}:${inner}`, member(member(there, name), inner), each, facts),
        )
      : changesAt(name, member(there, name), value, facts),
  );
};

const changesAt = (path: string, there: unknown, sent: Json, facts: SchemaFacts): readonly FieldChange[] => {
  if (facts.unseen.has(path)) return [];
  // Few services know a path to a member of an extension's attribute: Entra sends its manager as a whole.
  if (isObject(sent) && !isEmpty(there) && !isExtension(path))
    return Object.entries(sent).flatMap(([name, value]) =>
      changesAt(`${path}.${name}`, member(there, name), value, facts),
    );
  if (isSame(there, sent, path, facts)) return [];
  return [{ path, before: isEmpty(there) ? undefined : (there as Json), after: isEmpty(sent) ? undefined : sent }];
};

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
