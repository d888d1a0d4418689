/** Why a text can not be used as an OpenAPI document. Stable: programs may switch on it. */
export type OpenApiErrorCode =
  | 'openapi-syntax'
  | 'openapi-not'
  | 'openapi-version'
  | 'openapi-reference'
  | 'openapi-reference-external';

/** An OpenAPI document can not be used. The message says what is wrong with it, and what to do; it repeats no example of it. */
export class OpenApiError extends Error {
  override readonly name = 'OpenApiError';
  readonly code: OpenApiErrorCode;
  /** From 1, where the text itself could not be read. */
  readonly line: number | undefined;

  constructor(code: OpenApiErrorCode, message: string, line?: number) {
    super(message);
    this.code = code;
    this.line = line;
  }
}
