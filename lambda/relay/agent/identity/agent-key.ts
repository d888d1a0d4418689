/** The key that an agent proves itself with: ECDSA on P-256. Where it is, and whether it can leave, is its own affair. */
export interface AgentKey {
  /** SPKI, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /**
   * Signs with SHA-256. Gives r and s, 64 bytes (IEEE P1363).
   *
   * Throws AgentError `key-failed`.
   */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}
