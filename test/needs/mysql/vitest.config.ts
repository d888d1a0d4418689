import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/mysql/*.test.ts'],
    // One test measures what is left after a collection.
    execArgv: ['--expose-gc'],
    globalSetup: ['test/needs/mysql/server.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
