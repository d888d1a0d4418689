/** The gateway's own key, which pseudonyms are made with: one text for all of its sources, in the host's secret store. */
export interface KeyStore {
  /**
   * The stored text. If there is none, what `make` gives is stored and given, unless another process was faster: then its text is
   * given, and `make`'s is forgotten.
   *
   * Throws PlatformError `key-denied`, `key-unreachable` or `key-missing` (the deployment made no place for it).
   */
  readOrCreate(make: () => string): Promise<string>;
}

/** A key store in the hands of an administrator. */
export interface AdministeredKeyStore extends KeyStore {
  /** The stored text, `undefined` if there is none yet. Throws as `readOrCreate` does. */
  read(): Promise<string | undefined>;
  /** Puts `next` in the place of `before`. Throws PlatformError `key-changed` if something else is stored by now. */
  replace(before: string, next: string): Promise<void>;
}
