/** What went wrong with a source, as far as the vendor may know. */
export type SourceErrorCode =
  | 'source-unreachable'
  | 'source-timeout'
  | 'source-throttled'
  | 'source-failed'
  | 'credentials-missing'
  | 'credentials-refused'
  | 'credentials-unreachable'
  | 'access-denied'
  | 'data-invalid'
  | 'data-changed'
  | 'cursor-invalid'
  | 'configuration-invalid';

/**
 * An import can not go on because of its source.
 *
 * Only `code` ever reaches the vendor. `message` and `detail` are for the operator's log: they name the row, the query or the
 * status, never a value of the source, a credential or a token. `cause` is kept for debugging and is never logged.
 *
 * @example throw new SourceError('credentials-missing', 'the secret of this source has no field "password"')
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(
    code: SourceErrorCode,
    message: string,
    options: { readonly detail?: Readonly<Record<string, string | number>>; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}
