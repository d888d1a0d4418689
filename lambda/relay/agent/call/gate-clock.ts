/** The gate's clock, as well as this machine knows it. */
export interface GateClock {
  /** Milliseconds since 1970 by the gate's clock. */
  now(): number;
  /** How far this machine's clock is behind it, in milliseconds. */
  readonly offset: number;
  /**
   * Learns from an answer.
   *
   * @param gateNow what the answer says
   * @param sentAt when it was asked, by this machine's clock
   */
  learn(gateNow: number, sentAt: number): void;
}

/** @param now milliseconds since 1970 by this machine's clock */
export const gateClock = (now: () => number): GateClock => {
  let offset = 0;
  return {
    now: () => now() + offset,
    get offset() {
      return offset;
    },
    learn(gateNow, sentAt) {
      // In the middle of the way there and back.
      offset = Math.round(gateNow - (sentAt + now()) / 2);
    },
  };
};
