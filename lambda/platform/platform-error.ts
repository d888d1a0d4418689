/** What the host itself could not give. */
export type PlatformErrorCode =
  | 'secret-invalid'
  | 'secret-denied'
  | 'secret-unreachable'
  | 'secret-missing'
  | 'secret-changed'
  | 'key-missing'
  | 'key-invalid'
  | 'key-denied'
  | 'key-unreachable'
  | 'key-changed'
  | 'state-missing'
  | 'state-invalid'
  | 'state-denied'
  | 'state-unreachable'
  | 'identity-missing'
  | 'identity-denied'
  | 'identity-unreachable'
  | 'queue-missing'
  | 'queue-denied'
  | 'queue-unreachable'
  | 'mailbox-missing'
  | 'mailbox-denied'
  | 'mailbox-unreachable'
  | 'wake-missing'
  | 'wake-denied'
  | 'wake-unreachable'
  | 'file-missing'
  | 'file-denied'
  | 'file-unreachable'
  | 'file-outside'
  | 'file-unsupported';

/**
 * A secret, a key, an identity, a queue, a file or a job of one's own can not be had from the host.
 *
 * Only `code` may reach the vendor. `message` and `detail` are for the operator's log: they say what to do, and never repeat a
 * secret, a key, a state or what a file holds. `cause` is kept for debugging and is never logged.
 *
 * @example throw new PlatformError('secret-denied', "the function's role may not read the secret: grant it")
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly code: PlatformErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(
    code: PlatformErrorCode,
    message: string,
    options: { readonly detail?: Readonly<Record<string, string | number>>; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}
