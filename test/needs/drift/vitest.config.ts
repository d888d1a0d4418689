import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/drift/*.test.ts'],
    testTimeout: 60_000,
    // The compiler reads whole clients.
    hookTimeout: 240_000,
  },
});
