/** What the stand-in is told to make, over the channel to its parent. */
export interface GooglePlaces {
  readonly buckets: readonly string[];
  /** Subscriptions have the names of their topics. */
  readonly topics: readonly string[];
}

/** Who plays the gate and the relay's function. */
export const googleToken = 'CANARY-token';
