import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportContext } from '../../../connectors/connector.ts';

/** A context for tests: nothing is given but what the test gives. Sleeping takes no time and is written down. */
export const importContext = (given: Partial<ImportContext> & { readonly directory?: string } = {}) => {
  const slept: number[] = [];
  const directory = given.directory ?? '/nonexistent';
  const path = (location: string): string => join(directory, location);
  const context: ImportContext = {
    cursor: undefined,
    fields: {},
    secret: async () => ({}),
    signal: new AbortController().signal,
    fetch: () => Promise.reject(new Error('this test has no network')),
    cursorSeal: () => Promise.reject(new Error('this test has no key')),
    fetchSource: () => Promise.reject(new Error('this test has no network')),
    now: () => Date.parse('2026-01-02T03:04:05Z'),
    random: () => 0.5,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    open: async (location) => {
      const { size, mtimeMs } = await stat(path(location));
      return { bytes: createReadStream(path(location)), version: `${size}-${mtimeMs}` };
    },
    path,
    ...given,
  };
  return { ...context, slept };
};
