/** How something of a secret was found. */
export type FindingState = 'ok' | 'wrong' | 'not tried';

/** One thing that was looked at. */
export interface Finding {
  readonly state: FindingState;
  /** A field, or a scheme. */
  readonly about: string;
  /** What was found, and what to do; nothing of a value. */
  readonly says: string;
}

/** All is well. */
export const good = (about: string, says: string): Finding => ({ state: 'ok', about, says });

/** Somebody must do something. */
export const wrong = (about: string, says: string): Finding => ({ state: 'wrong', about, says });

/** Nobody knows yet. */
export const untried = (about: string, says: string): Finding => ({ state: 'not tried', about, says });
