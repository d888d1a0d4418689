import { beforeAll, describe, expect, test } from 'vitest';
import type { Drift } from './drift.ts';
import { type NamedRequest, namedRequests } from './named-requests.ts';
import { type TypesPackage, typeDrift } from './type-drift.ts';

/** A connector that is held against what its vendor publishes. */
export interface Held {
  readonly connector: string;
  readonly drift: (requests: readonly NamedRequest[]) => Drift;
  /** What the connector may name though the vendor's package does not, by the beginning of what is printed, and why. */
  readonly known: Readonly<Record<string, string>>;
}

/** Holds requests against types, which are only looked for when the test runs. */
export const typesOf =
  (types: () => TypesPackage): Held['drift'] =>
  (requests) =>
    typeDrift(requests, types());

/** The tests of one connector. */
export const describeDrift = ({ connector, drift, known }: Held): void => {
  describe(`${connector}, held against what its vendor publishes`, () => {
    let found: readonly string[];
    beforeAll(() => {
      const requests = namedRequests(connector);
      const { undescribed, gone } = drift(requests);
      expect(undescribed.length).toBeLessThan(requests.length / 2);
      found = [...undescribed, ...gone];
    });

    test('names nothing that is not there', () => {
      expect(found.filter((each) => !Object.keys(known).some((beginning) => each.startsWith(beginning)))).toEqual([]);
    });

    test('has no exception that is not needed', () => {
      expect(Object.keys(known).filter((beginning) => !found.some((each) => each.startsWith(beginning)))).toEqual([]);
    });
  });
};
