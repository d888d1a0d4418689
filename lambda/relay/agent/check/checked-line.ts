/** What one check found. */
export interface CheckedLine {
  /** Such as `TLS`, or the target `ldap.acme.example:636`. */
  readonly what: string;
  /** `unknown` where an earlier one is in its way, or it is none of this machine's. */
  readonly outcome: 'good' | 'bad' | 'unknown';
  /** What was found, and what to do if that is bad. */
  readonly text: string;
}
