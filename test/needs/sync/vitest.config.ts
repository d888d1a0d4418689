import { defineConfig } from 'vitest/config';

// Processes are started and killed, hundreds of them: nothing but Node and npm, and minutes.
export default defineConfig({
  test: { include: ['test/needs/sync/**/*.test.ts'], testTimeout: 900_000, hookTimeout: 120_000 },
});
