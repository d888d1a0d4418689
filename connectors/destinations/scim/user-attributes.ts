/** The schema of users (RFC 7643, section 4.1). */
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** The schema of groups (RFC 7643, section 4.2). */
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** The extension for people of a company (RFC 7643, section 4.3). */
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What an attribute holds: one value, an object with these members, or a list of such objects. */
export type ScimAttribute =
  | { readonly kind: 'single' }
  | { readonly kind: 'object' | 'list'; readonly members: readonly string[] };

const single: ScimAttribute = { kind: 'single' };
const list: ScimAttribute = { kind: 'list', members: ['value', 'display', 'type', 'primary'] };

/** What may be written of a user: the core schema without what is read-only, and without the password, which no sync sets. */
export const userAttributes: Readonly<Record<string, ScimAttribute>> = {
  userName: single,
  name: {
    kind: 'object',
    members: ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'],
  },
  displayName: single,
  nickName: single,
  profileUrl: single,
  title: single,
  userType: single,
  preferredLanguage: single,
  locale: single,
  timezone: single,
  active: single,
  emails: list,
  phoneNumbers: list,
  ims: list,
  photos: list,
  addresses: {
    kind: 'list',
    members: ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type', 'primary'],
  },
  entitlements: list,
  roles: list,
  x509Certificates: list,
};

/** What may be written of the enterprise extension. */
export const enterpriseAttributes: Readonly<Record<string, ScimAttribute>> = {
  employeeNumber: single,
  costCenter: single,
  organization: single,
  division: single,
  department: single,
  manager: { kind: 'object', members: ['value', '$ref'] },
};

/** Attributes whose elements are known by their `value`, so that a text alone can stand for one. */
export const isValueList = (name: string): boolean => {
  const attribute = Object.hasOwn(userAttributes, name) ? userAttributes[name] : undefined;
  return attribute?.kind === 'list' && attribute.members.includes('value');
};
