/** What was delivered of a user. */
export interface KeptPayload {
  /** Byte for byte. */
  readonly payload: string;
  readonly email?: string | undefined;
  /** When the run that computed or confirmed it finished: milliseconds since 1970. */
  readonly at: number;
}
