/** Why a document can not be read. */
export type ShapeInputErrorCode = 'json-invalid' | 'json-too-deep' | 'json-too-long';

/**
 * A document is no JSON (RFC 8259), or is larger in one place than the gate takes. The message never repeats any of it.
 *
 * @example throw new ShapeInputError('json-invalid', 4096)
 */
export class ShapeInputError extends Error {
  override readonly name = 'ShapeInputError';
  readonly code: ShapeInputErrorCode;
  /** The byte at which it was noticed, counted from 0. */
  readonly offset: number;

  constructor(code: ShapeInputErrorCode, offset: number) {
    super(`${sentences[code]} (noticed at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}

const sentences: Readonly<Record<ShapeInputErrorCode, string>> = {
  'json-invalid': 'the document is not valid JSON in UTF-8',
  'json-too-deep': 'the document is nested too deeply',
  'json-too-long': 'the document has a single value that is too long',
};
