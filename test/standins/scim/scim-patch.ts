import { ScimRefusal } from './scim-refusal.ts';
import { attributeOf, checkValue, isObject, type Resource, type SchemaAttribute, schemas } from './scim-schema.ts';

/** What a service takes in a PATCH. */
export interface PatchRules {
  /** Whether paths may have value filters. */
  readonly pathFilters: boolean;
  /** Members that one request may change. */
  readonly membersAtOnce: number;
  /** How members are removed: by a filter, by values as AWS has it, or all of them whatever values are named. */
  readonly removal: 'path' | 'value' | 'all';
}

interface Target {
  readonly extension: string | undefined;
  readonly attribute: SchemaAttribute;
  readonly filter: { readonly name: string; readonly value: unknown } | undefined;
  readonly sub: SchemaAttribute | undefined;
}

/**
 * Applies a PATCH (RFC 7644, section 3.5.2) as strictly as it is written. All of it or nothing.
 *
 * @returns another resource
 */
export const applyPatch = (resource: Resource, body: unknown, schema: string, rules: PatchRules): Resource => {
  if (!isObject(body) || String(body['schemas']) !== 'urn:ietf:params:scim:api:messages:2.0:PatchOp')
    throw new ScimRefusal(400, 'invalidSyntax');
  const operations = body['Operations'];
  if (!Array.isArray(operations) || operations.length === 0)
    throw new ScimRefusal(400, 'invalidSyntax', 'no operations');
  const members = operations.flatMap(({ path, value }) =>
    String(path).startsWith('members') ? (Array.isArray(value) ? value : [path]) : [],
  );
  if (members.length > rules.membersAtOnce) throw new ScimRefusal(400, 'tooMany');
  const copy = structuredClone(resource);
  for (const operation of operations) applyOperation(copy, operation, schema, rules);
  return copy;
};

const applyOperation = (resource: Resource, operation: unknown, schema: string, rules: PatchRules): void => {
  if (!isObject(operation)) throw new ScimRefusal(400, 'invalidSyntax');
  const { op, path, value, ...others } = operation;
  if (Object.keys(others).length > 0 || typeof path !== 'string') throw new ScimRefusal(400, 'invalidSyntax');
  if (op === 'remove' && path === 'members' && Array.isArray(value) && rules.removal !== 'path') {
    const gone = new Set(value.map((each: Resource) => each['value']));
    const members = (resource['members'] as Resource[] | undefined) ?? [];
    resource['members'] = members.filter((each) => rules.removal === 'value' && !gone.has(each['value']));
    return;
  }
  if (rules.removal === 'value' && path.startsWith('members[')) throw new ScimRefusal(400, 'invalidPath', path);
  if (op !== 'add' && op !== 'replace' && op !== 'remove') throw new ScimRefusal(400, 'invalidSyntax', 'op');
  if ((op === 'remove') !== (value === undefined)) throw new ScimRefusal(400, 'invalidSyntax', 'value');
  const target = targetOf(path, schema, rules);
  const holder = target.extension === undefined ? resource : holderOf(resource, target.extension);
  if (target.filter) changeElements(holder, target, op, value);
  else if (target.sub) changeMember(holder, target, op, value);
  else changeAttribute(holder, target.attribute, op, value);
  if (target.extension !== undefined && Object.keys(holder).length === 0) delete resource[target.extension];
};

const holderOf = (resource: Resource, extension: string): Resource => {
  resource[extension] ??= {};
  return resource[extension] as Resource;
};

const shape = /^(?<attribute>[A-Za-z]\w*)(?:\[(?<name>\w+) eq (?<value>"(?:[^"\\]|\\.)*")\])?(?:\.(?<sub>[$\w]+))?$/;

const targetOf = (path: string, schema: string, { pathFilters }: PatchRules): Target => {
  const extension = Object.keys(schemas).find((each) => each !== schema && path.startsWith(`${each}:`));
  const parts = shape.exec(extension === undefined ? path : path.slice(extension.length + 1))?.groups;
  if (!parts?.['attribute']) throw new ScimRefusal(400, 'invalidPath', path);
  const attribute = attributeOf(schemas[extension ?? schema]!, parts['attribute'], 'invalidPath');
  const { name, value, sub } = parts;
  if (name !== undefined && (!pathFilters || !attribute.multiValued))
    throw new ScimRefusal(400, 'invalidPath', 'filter');
  if (name !== undefined) attributeOf(attribute.subAttributes ?? [], name, 'invalidFilter');
  // As SCIMMY does: there is no path to a member of an extension's attribute.
  if (sub !== undefined && extension !== undefined) throw new ScimRefusal(400, 'noTarget', path);
  if (sub !== undefined && attribute.multiValued && name === undefined)
    throw new ScimRefusal(400, 'invalidPath', 'no filter');
  return {
    extension,
    attribute,
    filter: name === undefined ? undefined : { name, value: JSON.parse(value!) },
    sub: sub === undefined ? undefined : attributeOf(attribute.subAttributes ?? [], sub, 'invalidPath'),
  };
};

const changeAttribute = (holder: Resource, attribute: SchemaAttribute, op: string, value: unknown): void => {
  const { name, multiValued } = attribute;
  if (op === 'remove') {
    if (name === 'userName' || name === 'active') throw new ScimRefusal(400, 'mutability', name);
    if (name === 'members') throw new ScimRefusal(400, 'mutability', 'all members at once');
    if (!(name in holder)) throw new ScimRefusal(400, 'noTarget');
    delete holder[name];
    return;
  }
  if (name === 'members' && op === 'replace') throw new ScimRefusal(400, 'mutability', 'all members at once');
  checkValue(attribute, value);
  const there = holder[name];
  if (multiValued && op === 'add')
    holder[name] = [...((there as unknown[] | undefined) ?? []), ...(value as unknown[])];
  // Members of a complex attribute that are not named are left unchanged (section 3.5.2.3).
  else holder[name] = isObject(there) && isObject(value) ? { ...there, ...value } : value;
};

const changeMember = (holder: Resource, { attribute, sub }: Target, op: string, value: unknown): void => {
  const object = { ...((holder[attribute.name] as Resource | undefined) ?? {}) };
  if (op === 'remove') delete object[sub!.name];
  else {
    checkValue(sub!, value);
    object[sub!.name] = value;
  }
  if (Object.keys(object).length > 0) holder[attribute.name] = object;
  else delete holder[attribute.name];
};

const changeElements = (holder: Resource, { attribute, filter, sub }: Target, op: string, value: unknown): void => {
  const elements = (holder[attribute.name] as Resource[] | undefined) ?? [];
  const isMeant = (element: Resource): boolean => element[filter!.name] === filter!.value;
  if (!elements.some(isMeant)) throw new ScimRefusal(400, 'noTarget');
  if (op === 'remove' && !sub) {
    holder[attribute.name] = elements.filter((element) => !isMeant(element));
    return;
  }
  if (op !== 'replace' || !sub) throw new ScimRefusal(400, 'invalidPath', 'only values are replaced');
  checkValue(sub, value);
  holder[attribute.name] = elements.map((element) => (isMeant(element) ? { ...element, [sub.name]: value } : element));
};
