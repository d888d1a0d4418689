import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/postgres/*.test.ts'],
    // One test measures what is left after a collection.
    execArgv: ['--expose-gc'],
    globalSetup: ['test/needs/postgres/cluster.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
