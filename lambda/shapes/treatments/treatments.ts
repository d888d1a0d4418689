import type { Shape } from '../../../config/shapes/shape.ts';

/**
 * Treats one scalar: takes its text (a number's exact text) and gives what leaves instead, as text.
 *
 * `undefined` says that the value is not what this treatment works on (an IP address that is none): the field does not leave.
 */
export type Treat = (text: string, kind: 'string' | 'number') => string | undefined;

/** All treatments, with the gateway's key. */
export interface Treatments {
  /** How to treat the scalars of a shape; `undefined` for those that are kept. Made once per shape, not per value. */
  treatOf(shape: Shape): Treat | undefined;
}
