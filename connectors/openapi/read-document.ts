import { DataSyntaxError, parseData } from '../../config/load/parse-data.ts';
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts';
import { OpenApiError } from './openapi-error.ts';

/** What reading gives. */
export type { OpenApiDocument, Operation } from './openapi-document.ts';

/**
 * Reads an OpenAPI document of version 3.0, 3.1 or 3.2, in JSON or YAML.
 *
 * @throws OpenApiError `openapi-syntax`, `openapi-not`, `openapi-version`, `openapi-reference` or `openapi-reference-external`
 * @see https://spec.openapis.org/oas/v3.2.0.html
 * @example readOpenApi(text).operations.map(({ method, path }) => `${method} ${path}`) // ['GET /tickets', …]
 */
export const readOpenApi = (text: string): OpenApiDocument => openApiDocument(parse(text));

const parse = (text: string): unknown => {
  try {
    return parseData(text);
  } catch (error) {
    if (error instanceof DataSyntaxError) throw new OpenApiError('openapi-syntax', error.message, error.line);
    throw error;
  }
};
