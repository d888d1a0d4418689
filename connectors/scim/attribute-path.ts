/** A path to one value of a resource. */
export interface AttributePath {
  /** The schema whose object holds the attribute; absent for the resource's core attributes. */
  readonly urn?: string | undefined;
  readonly attribute: string;
  /** Takes the element of a list whose `type` is this, instead of the primary or the first one. */
  readonly ofType?: string | undefined;
  readonly sub?: string | undefined;
}

const shape =
  /^(?:(?<urn>urn:[A-Za-z0-9:._%-]+):)?(?<attribute>[A-Za-z][\w$-]*)(?:\[type eq "(?<ofType>[^"\\]*)"\])?(?:\.(?<sub>[$A-Za-z][\w$-]*))?$/;

/** Whether a text is the path of an attribute (RFC 7644, section 3.10). */
export const isAttributePath = (text: string): boolean => shape.test(text);

/**
 * Takes an attribute path (RFC 7644, section 3.5.2) apart. Of its filters only `[type eq "…"]` is understood.
 *
 * @throws RangeError if the text is none; the options schema has checked it before
 * @example attributePath('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName')
 */
export const attributePath = (text: string): AttributePath => {
  const parts = shape.exec(text)?.groups;
  if (!parts?.attribute) throw new RangeError(`${text} is no attribute path`);
  return { urn: parts.urn, attribute: parts.attribute, ofType: parts.ofType, sub: parts.sub };
};

/** The path as it is asked for with `attributes=`: the whole attribute, because choosing a value needs its type and primary. */
export const requestedAttribute = ({ urn, attribute }: AttributePath): string =>
  urn ? `${urn}:${attribute}` : attribute;

/**
 * The value at a path, or `undefined`.
 *
 * Names are compared without case (RFC 7643, section 2.1). Of a list the element that the path asks for is taken, otherwise the
 * primary one, otherwise the first; of an object without a further path its `value` (RFC 7643, section 2.4).
 */
export const valueAt = (resource: unknown, path: AttributePath): unknown => {
  const holder = path.urn === undefined ? resource : member(resource, path.urn);
  const found = member(holder, path.attribute);
  const element = Array.isArray(found) ? choose(found, path.ofType) : found;
  if (path.sub !== undefined) return member(element, path.sub);
  return isObject(element) ? member(element, 'value') : element;
};

const choose = (list: readonly unknown[], ofType: string | undefined): unknown => {
  if (ofType === undefined) return list.find((element) => member(element, 'primary') === true) ?? list[0];
  return list.find((element) => member(element, 'type') === ofType);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A property of an object by its name, without case where it is not spelled as asked for. */
export const member = (value: unknown, name: string): unknown => {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const lower = name.toLowerCase();
  for (const key of Object.keys(value)) if (key.toLowerCase() === lower) return value[key];
  return undefined;
};
