import { templateForm } from '../../../config/shapes/endpoints/path-template.ts';
import { arrayOf, type JsonObject, objectOf } from '../json-object.ts';
import type { OpenApiDocument } from '../openapi-document.ts';

/** A scheme that a call must be made with, and what its token must allow. */
export interface AskedScheme {
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Lists of schemes, one of which a call must be made with: all of the list together. */
export type Asked = readonly (readonly AskedScheme[])[];

/**
 * What the document asks of each endpoint, by the endpoint's name (Security Requirement Object); `undefined` where it says nothing.
 * Calls without credentials, where they are one of several ways, come last.
 *
 * @see https://spec.openapis.org/oas/v3.2.0.html#security-requirement-object
 */
export const securityRequirements = (
  document: OpenApiDocument,
  endpoints: readonly string[],
): ReadonlyMap<string, Asked | undefined> => {
  const operations = new Map(
    document.operations.map(({ method, path, operation }) => [templateForm(`${method} ${path}`), operation]),
  );
  return new Map(
    endpoints.map((endpoint) => [endpoint, askedOf(document.root, operations.get(templateForm(endpoint)) ?? {})]),
  );
};

const askedOf = (root: JsonObject, operation: JsonObject): Asked | undefined => {
  const said = [operation['security'], root['security']].find(Array.isArray);
  if (!said) return undefined;
  const asked = said.filter(isObject).map(listOf);
  if (asked.length === 0) return [[]];
  return asked.toSorted((a, b) => Number(a.length === 0) - Number(b.length === 0));
};

/** Since OpenAPI 3.2 a scheme may also be named by where it stands in the document. */
const nameOf = (name: string): string => /^#\/components\/securitySchemes\/([^/~%]+)$/.exec(name)?.[1] ?? name;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (requirement: unknown): readonly AskedScheme[] =>
  Object.entries(objectOf(requirement)).map(([name, scopes]) => ({
    name: nameOf(name),
    // Some write several in one text, as they are sent.
    scopes: arrayOf(scopes).flatMap((scope) => String(scope).split(/\s+/).filter(Boolean)),
  }));
