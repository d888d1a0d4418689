import { ScimRefusal } from './scim-refusal.ts';

export type Resource = Record<string, unknown>;

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** An attribute as RFC 7643, section 7, describes it; what is left out has the defaults of section 2.2. */
export interface SchemaAttribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'reference' | 'complex';
  readonly multiValued: boolean;
  readonly mutability: 'readWrite' | 'readOnly';
  readonly returned: 'default' | 'always';
  readonly caseExact: boolean;
  readonly subAttributes?: readonly SchemaAttribute[];
}

const attribute = (name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
  name,
  type: 'string',
  multiValued: false,
  mutability: 'readWrite',
  returned: 'default',
  caseExact: false,
  ...more,
});
const texts = (...names: string[]): SchemaAttribute[] => names.map((name) => attribute(name));
const complex = (name: string, subAttributes: readonly SchemaAttribute[]) =>
  attribute(name, { type: 'complex', subAttributes });
const primary = attribute('primary', { type: 'boolean' });
const ref = attribute('$ref', { type: 'reference' });
const list = (name: string, subAttributes = [...texts('value', 'display', 'type'), primary]) =>
  attribute(name, { type: 'complex', multiValued: true, subAttributes });

const readOnly = { mutability: 'readOnly' } as const;
const own = [
  attribute('id', { ...readOnly, returned: 'always', caseExact: true }),
  attribute('externalId', { caseExact: true }),
  attribute('schemas', { multiValued: true }),
  attribute('meta', { ...readOnly, type: 'complex' }),
];

/** What the stand-in knows, by schema. */
export const schemas: Readonly<Record<string, readonly SchemaAttribute[]>> = {
  [userSchema]: [
    ...own,
    ...texts(
      'userName',
      'displayName',
      'nickName',
      'profileUrl',
      'title',
      'userType',
      'preferredLanguage',
      'locale',
      'timezone',
    ),
    complex('name', texts('formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix')),
    attribute('active', { type: 'boolean' }),
    ...['emails', 'phoneNumbers', 'ims', 'photos', 'entitlements', 'roles', 'x509Certificates'].map((name) =>
      list(name),
    ),
    list('addresses', [
      ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type'),
      primary,
    ]),
    { ...list('groups', [...texts('value', 'display', 'type'), ref]), ...readOnly },
  ],
  [enterpriseSchema]: [
    ...texts('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
    complex('manager', [attribute('value'), ref, attribute('displayName', readOnly)]),
  ],
  [groupSchema]: [...own, attribute('displayName'), list('members', [...texts('value', 'display', 'type'), ref])],
};

/** As `/Schemas` shows them. */
export const shownSchemas = (): readonly object[] =>
  Object.entries(schemas).map(([id, attributes]) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    attributes: attributes.filter(({ name }) => !['schemas', 'meta', 'id', 'externalId'].includes(name)),
  }));

/** The attribute of that name, in whatever letter case. @throws ScimRefusal if there is none, or if nobody may write it */
export const attributeOf = (
  known: readonly SchemaAttribute[],
  name: string,
  wrong = 'invalidSyntax',
): SchemaAttribute => {
  const found = known.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new ScimRefusal(400, wrong, `no attribute ${name}`);
  if (found.mutability === 'readOnly') throw new ScimRefusal(400, 'mutability', `${name} is read-only`);
  return found;
};

/** @throws ScimRefusal if the value is none that this attribute can have */
export const checkValue = (attribute: SchemaAttribute, value: unknown): void => {
  if (attribute.multiValued) {
    if (!Array.isArray(value)) throw wrongType(attribute);
    for (const each of value) checkOne(attribute, each);
    if (value.filter((each) => (each as Resource)?.['primary'] === true).length > 1)
      throw new ScimRefusal(400, 'invalidValue', 'two are primary');
  } else checkOne(attribute, value);
};

const checkOne = (attribute: SchemaAttribute, value: unknown): void => {
  const { type, subAttributes } = attribute;
  if (type === 'complex') {
    if (!isObject(value)) throw wrongType(attribute);
    for (const [name, inner] of Object.entries(value)) checkValue(attributeOf(subAttributes ?? [], name), inner);
  } else if (typeof value !== (type === 'boolean' ? 'boolean' : 'string')) throw wrongType(attribute);
};

/** @throws ScimRefusal if a whole resource is none of this schema: unknown and read-only members, other types, schemas that do not say what is in it */
export const checkResource = (resource: unknown, schema: string): Resource => {
  if (!isObject(resource)) throw new ScimRefusal(400, 'invalidSyntax', 'no object');
  const extensions = Object.keys(resource).filter((name) => name.startsWith('urn:'));
  const told = resource['schemas'];
  const wanted = [schema, ...extensions].sort().join();
  if (!Array.isArray(told) || [...told].sort().join() !== wanted)
    throw new ScimRefusal(400, 'invalidSyntax', 'schemas do not fit');
  for (const [name, value] of Object.entries(resource)) {
    const extension = schemas[name];
    if (name === 'schemas') continue;
    if (!name.startsWith('urn:')) checkValue(attributeOf(schemas[schema]!, name), value);
    else if (!extension || !isObject(value)) throw new ScimRefusal(400, 'invalidSyntax', `no schema ${name}`);
    else for (const [inner, each] of Object.entries(value)) checkValue(attributeOf(extension, inner), each);
  }
  return resource;
};

const wrongType = ({ name }: SchemaAttribute): ScimRefusal =>
  new ScimRefusal(400, 'invalidValue', `${name} is of another type`);

export const isObject = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
