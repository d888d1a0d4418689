import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/moto/**/*.test.ts'],
    globalSetup: ['test/needs/moto/temporary-folder.ts'],
    // Each file has an AWS account of its own, and one deployment at a time is load enough.
    fileParallelism: false,
    // A deployment takes its time: bundling, synthesis, the uploads and moto itself.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
