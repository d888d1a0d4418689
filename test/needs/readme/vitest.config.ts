import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/readme/**/*.test.ts'],
    // Installing from nothing and deploying take their time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
