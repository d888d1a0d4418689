import { defineConfig } from 'vitest/config';
import { syncs } from './suite.ts';

// Processes are started and killed, hundreds of them: nothing but Node and npm, and minutes.
export default defineConfig({
  test: { include: ['test/needs/sync/**/*.test.ts', ...syncs], testTimeout: 900_000, hookTimeout: 120_000 },
});
