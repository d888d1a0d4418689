import type { Method } from '../../config/shapes/api.ts';
import { arrayOf, type JsonObject, objectOf, textOf } from './json-object.ts';
import { OpenApiError } from './openapi-error.ts';
import { resolveReference } from './resolve-reference.ts';

/** One operation of an OpenAPI document. */
export interface Operation {
  readonly method: Method;
  /** As the document writes it: `/users/{id}`. */
  readonly path: string;
  /** The Operation Object. */
  readonly operation: JsonObject;
  /** The Path Item Object that it stands in. */
  readonly item: JsonObject;
  /** Addresses of its own, where the document gives some; they replace those of the document. */
  readonly servers: readonly string[];
}

/** What is read of an OpenAPI document. */
export interface OpenApiDocument {
  /** The version of OpenAPI: `3.0.3`. */
  readonly openapi: string;
  readonly title: string;
  /** The version of the API, as its makers count. */
  readonly version: string;
  /** Addresses that paths come after, with the defaults of their variables and no slash at their ends; may be relative. */
  readonly servers: readonly string[];
  /** In the order of the document. HEAD, OPTIONS, TRACE, and of 3.2 `query` and `additionalOperations` are left out. */
  readonly operations: readonly Operation[];
  /** The whole document. */
  readonly root: JsonObject;
}

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * What an OpenAPI document of version 3.0, 3.1 or 3.2 says, as JSON. 3.2 adds to 3.1 and takes nothing away of what is read here: `$self`,
 * which names the document, does not move its servers (section 4.5.2.1).
 *
 * @throws OpenApiError `openapi-not`, `openapi-version`, `openapi-reference` or `openapi-reference-external`
 * @see https://spec.openapis.org/oas/v3.2.0.html
 */
export const openApiDocument = (json: unknown): OpenApiDocument => {
  const root = objectOf(json);
  const openapi = versionOf(root);
  const info = objectOf(root['info']);
  return {
    openapi,
    title: textOf(info['title']) ?? '',
    version: String(info['version'] ?? ''),
    servers: serversOf(root),
    operations: Object.entries(objectOf(root['paths'])).flatMap(([path, item]) => operationsOf(root, path, item)),
    root,
  };
};

const operationsOf = (root: JsonObject, path: string, pathItem: unknown): readonly Operation[] => {
  // Extensions (x-…) may stand between the paths.
  if (!path.startsWith('/')) return [];
  const item = resolveReference(root, pathItem);
  return Object.keys(item).flatMap((key) => {
    const method = methods.find((each) => each.toLowerCase() === key);
    if (method === undefined) return [];
    const operation = objectOf(item[key]);
    const own = serversOf(operation);
    return [{ method, path, operation, item, servers: own.length > 0 ? own : serversOf(item) }];
  });
};

const serversOf = (holder: JsonObject): readonly string[] =>
  arrayOf(holder['servers']).flatMap((server) => {
    const { url, variables } = objectOf(server);
    if (typeof url !== 'string') return [];
    const filled = url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
      const known = objectOf(variables);
      const value = Object.hasOwn(known, name) ? objectOf(known[name])['default'] : undefined;
      return value === undefined ? whole : String(value);
    });
    return [filled.replace(/\/+$/, '')];
  });

const versionOf = (root: JsonObject): string => {
  const version = textOf(root['openapi']);
  if (version !== undefined && /^3\.[012]\.\d/.test(version)) return version;
  if (root['swagger'] !== undefined) {
    throw new OpenApiError(
      'openapi-version',
      'This is Swagger 2.0; OpenAPI 3.0, 3.1 or 3.2 is read. Convert it: npx swagger2openapi <document> --outfile converted.yaml',
    );
  }
  if (version !== undefined) {
    throw new OpenApiError('openapi-version', `This is OpenAPI ${version}; 3.0, 3.1 and 3.2 are read.`);
  }
  throw new OpenApiError(
    'openapi-not',
    'This is no OpenAPI document: it has no "openapi: 3.0.x", 3.1.x or 3.2.x (in quotes in JSON) at its top.',
  );
};
