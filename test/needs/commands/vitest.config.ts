import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { commands } from './suite.ts';

export default defineConfig({
  test: {
    include: commands,
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
