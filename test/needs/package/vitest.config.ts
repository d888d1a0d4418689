import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/package/**/*.test.ts'],
    // Building, packing and synthesizing take their time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
