import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/ldap/*.test.ts'],
    // One test measures what is left after a collection.
    execArgv: ['--expose-gc'],
    globalSetup: ['test/needs/ldap/directory-server.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
