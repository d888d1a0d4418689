import { defineConfig } from 'vitest/config';
import { relays } from './suite.ts';

export default defineConfig({
  test: {
    include: ['test/needs/relay/**/*.test.ts', ...relays],
    // Most of a row is waiting, for a dead agent to be known as dead: a round is one wave.
    maxConcurrency: 26,
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
