import type { StandInAnswer } from './stand-in.ts';

/**
 * What goes wrong with a call: an answer in place of its own, nothing of it being done; or the connection is cut off, before anything is done
 * or after everything is.
 */
export type Fault = StandInAnswer | 'cut-before' | 'cut-after';

/** Which call: the n-th from now on, from 1, of all or of one route. */
export interface FaultyCall {
  readonly call: number;
  /** `POST /users/sync`. @default - whichever it is */
  readonly route?: string | undefined;
  readonly fault: Fault;
}

/** Faults that a test has planned, and a count of calls. */
export interface CallFaults {
  /** By route, with `{id}` in the place of what stands there. */
  readonly calls: ReadonlyMap<string, number>;
  fail(faulty: FaultyCall): void;
  /** Has a call of this route done, as it goes wrong or does not. */
  through(route: string, call: () => StandInAnswer): StandInAnswer;
}

/** Counts calls, and has some of them fail. */
export const callFaults = (): CallFaults => {
  const calls = new Map<string, number>();
  const planned: { left: number; readonly route: string | undefined; readonly fault: Fault }[] = [];

  const faultOf = (route: string): Fault | undefined => {
    const due = planned.filter((each) => (each.route === undefined || each.route === route) && --each.left === 0);
    for (const each of due) planned.splice(planned.indexOf(each), 1);
    return due[0]?.fault;
  };

  return {
    calls,
    fail: ({ call, route, fault }) => {
      planned.push({ left: call, route, fault });
    },
    through: (route, call) => {
      calls.set(route, (calls.get(route) ?? 0) + 1);
      const fault = faultOf(route);
      if (fault === undefined) return call();
      if (typeof fault === 'object') return fault;
      if (fault === 'cut-after') call();
      return { status: 500, isCut: true };
    },
  };
};
