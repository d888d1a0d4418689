/** A source's secret, and the version that it is. */
export interface StoredSecret {
  /** An empty object if nobody has entered any. */
  readonly fields: Readonly<Record<string, string>>;
  /** Opaque. It is another one after every write. */
  readonly version: string;
  /** When it was written last, in milliseconds since 1970; `undefined` if it never was, or the store does not say. */
  readonly changedAt: number | undefined;
}

/**
 * A source's secret in the hands of an administrator.
 *
 * Every method throws PlatformError `secret-invalid`, `secret-denied`, `secret-unreachable`, or `secret-missing`: the deployment
 * made no place for it.
 */
export interface AdministeredSecrets {
  read(): Promise<StoredSecret>;
  /**
   * Puts a whole secret in the place of the version that was read.
   *
   * Throws PlatformError `secret-changed` if something else is stored by now; then nothing was changed.
   */
  write(fields: Readonly<Record<string, string>>, after: string): Promise<void>;
}
