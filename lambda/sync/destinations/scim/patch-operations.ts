import type { Json } from '../../../../connectors/item.ts';
import type { JsonObject } from '../../json.ts';
import type { FieldChange } from '../running-destination.ts';
import { isEmpty } from './same-value.ts';

/** One operation of a PATCH (RFC 7644, section 3.5.2). A value to be removed is what some services have for members of groups. */
export type PatchOperation = {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: Json;
};

/**
 * How lists are changed. `values`: a value of a type that stays is replaced where it stands, `emails[type eq "work"].value`, as Entra
 * does it, whose way most services know. `whole`: the list is replaced, for services that know no filters in paths.
 */
export type ListStyle = 'values' | 'whole';

/** The body of a PATCH. */
export const patchBody = (operations: readonly PatchOperation[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});

/** One operation for each field, each with its path: learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups */
export const patchOperations = (fields: readonly FieldChange[], style: ListStyle): readonly PatchOperation[] =>
  fields.flatMap((field) => {
    const { path, before, after } = field;
    if (after === undefined || isEmpty(after)) return isEmpty(before) ? [] : [{ op: 'remove' as const, path }];
    if (isEmpty(before)) return [{ op: 'add' as const, path, value: after }];
    return (style === 'values' && valueOperations(field)) || [{ op: 'replace' as const, path, value: after }];
  });

/** Whether an operation needs a service that knows filters in paths. */
export const hasFilter = ({ path }: PatchOperation): boolean => path.includes('[');

/** `undefined` unless all elements are told apart by their types, which stay, and nothing changes but values. */
const valueOperations = ({ path, before, after }: FieldChange): readonly PatchOperation[] | undefined => {
  const [old, wanted] = [byType(before), byType(after)];
  if (!old || !wanted || old.size !== wanted.size) return undefined;
  const operations: PatchOperation[] = [];
  for (const [type, element] of wanted) {
    const standing = old.get(type);
    if (!standing) return undefined;
    const changed = Object.entries(element).filter(([name, value]) => standing[name] !== value);
    if (changed.some(([name, value]) => typeof value === 'object' || isEmpty(standing[name]) || name === 'primary'))
      return undefined;
    const target = `${path}[type eq ${JSON.stringify(type)}]`;
    for (const [name, value] of changed) operations.push({ op: 'replace', path: `${target}.${name}`, value });
  }
  return operations;
};

const byType = (list: Json | undefined): ReadonlyMap<string, JsonObject> | undefined => {
  if (!Array.isArray(list)) return undefined;
  const known = new Map<string, JsonObject>();
  for (const element of list as readonly Json[]) {
    const type =
      typeof element === 'object' && element !== null && !Array.isArray(element)
        ? (element as JsonObject)['type']
        : undefined;
    if (typeof type !== 'string' || known.has(type)) return undefined;
    known.set(type, element as JsonObject);
  }
  return known;
};
