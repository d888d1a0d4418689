import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need more than Node and npm; each has its own command, which says what is missing.
    exclude: ['test/needs/**', 'node_modules/**'],
    // Vitest leaves a core free; on machines of two that would be half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
