/** A change to summer time: the clock jumps over some time. */
export interface Gap {
  /** When it happens, in milliseconds since 1970. */
  readonly at: number;
  /** Minutes of the day, by the clock on the wall: the first that there is not, and the first that there is again. */
  readonly from: number;
  readonly to: number;
}

/** What a time zone does with its clocks. */
export interface ZoneOffsets {
  /** Minutes that the clock is ahead of UTC: one number, or two, or more where laws changed. */
  readonly offsets: readonly number[];
  readonly gaps: readonly Gap[];
}

/** Fixed, so that what is synthesized does not depend on the day. Zones whose rule follows the moon are known so far ahead, too. */
const start = Date.UTC(2026, 0, 1);
const end = Date.UTC(2037, 0, 1);
const step = 5 * 24 * 3_600_000;
const minute = 60_000;

/**
 * All offsets of a time zone from 2026 to 2036, and its changes to summer time, as Node's own data have them.
 *
 * @param timeZone an IANA time zone
 * @example zoneOffsets('Europe/Brussels').offsets // [60, 120]
 */
export const zoneOffsets = (timeZone: string): ZoneOffsets => {
  const kept = known.get(timeZone) ?? read(timeZone);
  known.set(timeZone, kept);
  return kept;
};

/** Reading takes 50 ms, and the sources of a gateway are mostly in one zone. */
const known = new Map<string, ZoneOffsets>();

const read = (timeZone: string): ZoneOffsets => {
  const offsetAt = offsetReader(timeZone);
  const offsets = new Set<number>();
  const gaps: Gap[] = [];
  for (let time = start, before = offsetAt(start); time < end; time += step) {
    const after = offsetAt(time + step);
    offsets.add(before);
    if (after > before) gaps.push(gapBetween(time, time + step, offsetAt));
    before = after;
  }
  return { offsets: [...offsets].sort((a, b) => a - b), gaps };
};

const gapBetween = (from: number, to: number, offsetAt: (time: number) => number): Gap => {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > minute) {
    const middle = low + Math.floor((high - low) / 2 / minute) * minute;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  const ofDay = (offset: number) => (((high / minute + offset) % 1440) + 1440) % 1440;
  return { at: high, from: ofDay(before), to: ofDay(offsetAt(high)) };
};

const offsetReader = (timeZone: string): ((time: number) => number) => {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return (time) => {
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(format.format(time)) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
};
