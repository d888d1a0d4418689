import { type JsonObject, objectOf, textOf } from './json-object.ts';
import { OpenApiError } from './openapi-error.ts';

/**
 * The object that a reference of the document leads to, through references to references; the object itself if it is none.
 *
 * @throws OpenApiError `openapi-reference` if it leads nowhere, or back to itself; `openapi-reference-external` if it leads out of the document
 * @example resolveReference(root, { $ref: '#/components/parameters/page' }) // { name: 'page', in: 'query', … }
 */
export const resolveReference = (root: JsonObject, value: unknown): JsonObject => {
  const seen = new Set<string>();
  let object = objectOf(value);
  for (;;) {
    const reference = textOf(object['$ref']);
    if (reference === undefined) return object;
    if (seen.has(reference)) throw new OpenApiError('openapi-reference', `${reference} refers to itself only.`);
    seen.add(reference);
    object = objectOf(valueAt(root, withinDocument(root, reference)));
  }
};

/** A document of OpenAPI 3.2 may have a name, `$self`, which references to it may begin with. */
const withinDocument = (root: JsonObject, reference: string): string => {
  const self = textOf(root['$self']);
  return self !== undefined && reference.startsWith(`${self}#`) ? reference.slice(self.length) : reference;
};

/** What stands at a JSON Pointer in a URI fragment (RFC 6901, section 6). */
const valueAt = (root: JsonObject, reference: string): unknown => {
  if (!reference.startsWith('#')) {
    throw new OpenApiError(
      'openapi-reference-external',
      `The document refers to another one: ${reference}. Make one of them: npx @redocly/cli bundle <document> --output bundled.yaml`,
    );
  }
  let value: unknown = root;
  for (const segment of segmentsOf(reference)) {
    const parent: unknown = value;
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, segment)) {
      throw new OpenApiError(
        'openapi-reference',
        `${reference} is not in the document. Write what it should lead to, or remove it.`,
      );
    }
    value = (parent as JsonObject)[segment];
  }
  return value;
};

const segmentsOf = (reference: string): readonly string[] => {
  try {
    return decodeURIComponent(reference.slice(1))
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    throw new OpenApiError('openapi-reference', `${reference} is no reference: it has a broken % escape.`);
  }
};
