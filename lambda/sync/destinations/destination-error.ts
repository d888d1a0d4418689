/** Why a destination can not be used at all. */
export type DestinationErrorCode =
  | 'destination-unreachable'
  | 'destination-throttled'
  | 'destination-failed'
  | 'destination-refused'
  /** It answers what it should not: another version, another kind of system. */
  | 'destination-unexpected';

/**
 * The run can not go on because of its destination; credentials that are missing or refused are SourceErrors, as of a source.
 *
 * `message` and `detail` are for the operator's log: they name the call and the status, never a value of a user or of an answer.
 *
 * @example throw new DestinationError('destination-unexpected', 'the answer to GET /Users is no list', { detail: { status: 200 } })
 */
export class DestinationError extends Error {
  override readonly name = 'DestinationError';
  readonly code: DestinationErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(
    code: DestinationErrorCode,
    message: string,
    options: { readonly detail?: Readonly<Record<string, string | number>>; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}
