/** One line of `npm run bench`. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it must reach, in words; `null` if it only stands beside another figure. */
  readonly target: string | null;
  readonly ok: boolean;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** A figure that must not be below a bound. */
export const atLeast = (name: string, value: number, unit: string, bound: number): Measurement => ({
  name,
  value: rounded(value),
  unit,
  target: `>= ${bound}`,
  ok: value >= bound,
});

/** A figure that must not be above a bound. */
export const atMost = (name: string, value: number, unit: string, bound: number): Measurement => ({
  name,
  value: rounded(value),
  unit,
  target: `<= ${bound}`,
  ok: value <= bound,
});

/** A figure that must lie between two bounds. */
export const within = (name: string, value: number, unit: string, low: number, high: number): Measurement => ({
  name,
  value: rounded(value),
  unit,
  target: `${low} to ${high}`,
  ok: value >= low && value <= high,
});

/** A figure that others are read against. */
export const beside = (name: string, value: number, unit: string): Measurement => ({
  name,
  value: rounded(value),
  unit,
  target: null,
  ok: true,
});

/** The middle of an odd number of runs: machines that are shared have outliers on both sides. */
export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Runs something several times, one after the other. */
export const repeat = async <T>(times: number, run: () => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let time = 0; time < times; time++) results.push(await run());
  return results;
};
