import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/needs/ldap/*.test.ts'],
    // One test measures what is left after a collection.
    execArgv: ['--expose-gc'],
    globalSetup: ['test/needs/ldap/directory-server.ts'],
    // Reading 100,000 users takes 20 s, and several times that where others work on the same machine.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
