import type { SigningKey } from './signing-key.ts';
import type { RingKey, SigningRing } from './signing-ring.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** For how long others may keep what is published before they look again. */
export const publishedSeconds = 3_600;

/** A key is published for so long before it signs: a day, and for as long as others keep what they have read. */
export const leadMilliseconds = day + publishedSeconds * 1_000;

/** It is made a day earlier, so that whoever is called once a day changes keys in time. */
const preparedMilliseconds = leadMilliseconds + day;

/** And it stays published for so long after it has signed last: the longest life that a token may have (an hour), and as long again for clocks that differ. */
export const keptMilliseconds = 2 * hour;

/** The key that signs now. */
export const signingKey = (ring: SigningRing, now: number): RingKey | undefined =>
  ring.findLast(({ signsAt }) => signsAt <= now) ?? ring[0];

/** The keys that tokens may be verified with: those that sign, will sign, or may have signed what is still good. */
export const publishedKeys = (ring: SigningRing, now: number): SigningRing =>
  ring.filter((_, index) => {
    const next = ring[index + 1];
    return next === undefined || now < next.signsAt + keptMilliseconds;
  });

/** What a ring is rotated by. */
export interface Rotation {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** After so many days another key signs. */
  readonly keyDays: number;
  makeKey(): Promise<SigningKey>;
}

/**
 * What a ring is to be now: with its next key as soon as that has to be published, and without those that are over.
 *
 * The very first key signs at once, since nobody can have kept what was published before it. A ring that nobody looked at for long goes on with its
 * old key until the next one was published for long enough.
 *
 * @returns `undefined` if it is as it is to be
 */
export const rotatedRing = async (
  ring: SigningRing,
  { now, keyDays, makeKey }: Rotation,
): Promise<SigningRing | undefined> => {
  const last = ring.at(-1);
  if (!last) return [{ ...(await makeKey()), signsAt: now }];
  const published = publishedKeys(ring, now);
  const endsAt = last.signsAt + keyDays * day;
  if (now >= endsAt - preparedMilliseconds)
    return [...published, { ...(await makeKey()), signsAt: Math.max(endsAt, now + leadMilliseconds) }];
  return published.length < ring.length ? published : undefined;
};
