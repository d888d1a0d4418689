/** Numbers and choices that are the same on every run. */
export interface Seeded {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** True in so many of a hundred cases. */
  percent(percent: number): boolean;
  pick<Thing>(things: readonly Thing[]): Thing;
  /** A day, as 2024-02-29, so many days at most after another. */
  dayAfter(day: string, days: number): string;
}

/** A generator of 32-bit numbers with a Weyl sequence and a multiplicative mix: even enough for example data, and for nothing else. */
export const seeded = (seed: number): Seeded => {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  };
  return {
    below,
    percent: (percent) => below(100) < percent,
    pick: (things) => things[below(things.length)]!,
    dayAfter: (day, days) => new Date(Date.parse(day) + below(days) * 86_400_000).toISOString().slice(0, 10),
  };
};
