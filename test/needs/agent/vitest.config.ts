import { defineConfig } from 'vitest/config';
import { agents } from './suite.ts';

// A token of PKCS#11 and executables of 100 MB: Debian has softhsm2 and opensc, npm the rest.
export default defineConfig({
  test: { include: ['test/needs/agent/**/*.test.ts', ...agents], testTimeout: 240_000, hookTimeout: 240_000 },
});
