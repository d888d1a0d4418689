import { CallSlots } from './call-slots.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** What the calls of one server share: how many may be on their way, and whether it rests. */
export interface ServerLane {
  readonly slots: CallSlots;
  readonly breaker: CircuitBreaker;
}

/** What lanes are made with. */
export interface ServerLanesOptions {
  /** Calls to one server at the same time. */
  readonly concurrency: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * A lane for each server of an API, by its origin: one that is down, or slow, keeps no call of another waiting.
 *
 * @example const { slots, breaker } = serverLanes({ concurrency: 16, now })(new URL('https://gmail.googleapis.com/gmail/v1/users/me'))
 */
export const serverLanes = ({ concurrency, now }: ServerLanesOptions): ((url: URL) => ServerLane) => {
  const lanes = new Map<string, ServerLane>();
  return ({ origin }) => {
    const lane = lanes.get(origin) ?? { slots: new CallSlots(concurrency), breaker: new CircuitBreaker(now) };
    lanes.set(origin, lane);
    return lane;
  };
};
