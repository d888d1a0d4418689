import type { HostLimits } from './import-call.ts';

/** A page ends this long before the host would end the call: time for a slow source to finish its batch. */
const pageMargin = 120_000;
/** Nothing is written any more this long before: time for the last frame to reach the caller. */
const limitMargin = 10_000;
/** The share of a host's largest answer after which a page ends: batches are much smaller than the rest. */
const byteShare = 0.75;
/** A quarter of what the host bears, so that one that is late does no harm. */
const silenceShare = 0.25;

/** When and after how many bytes a page should end, and when it must. */
export interface PageTimes {
  readonly page?: number | undefined;
  readonly limit?: number | undefined;
  readonly bytes: number;
  /** After so long without a byte something is sent. */
  readonly silence?: number | undefined;
}

/** Pages that fit a host. Short limits keep a fifth and a twentieth of the time in reserve instead of fixed margins. */
export const pageTimes = ({ milliseconds, bytes, silence }: HostLimits): PageTimes => ({
  page: milliseconds && milliseconds - Math.min(pageMargin, milliseconds / 5),
  limit: milliseconds && milliseconds - Math.min(limitMargin, milliseconds / 20),
  bytes: bytes === undefined ? Number.POSITIVE_INFINITY : bytes * byteShare,
  silence: silence && silence * silenceShare,
});
