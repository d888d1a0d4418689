import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    // One test measures what is left after a collection.
    execArgv: ['--expose-gc'],
    globalSetup: ['./cluster.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
