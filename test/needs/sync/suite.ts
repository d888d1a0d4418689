/**
 * Whole ways of a sync: what `start` shows of one, the bundled handler as Lambda runs it, and a published SCIM server. They need nothing but
 * Node and npm, but time of their own: `npm run test:sync`.
 */
export const syncs = [
  'test/bin/sync/start-sync.test.ts',
  'test/lambda/hosts/aws-sync.test.ts',
  'test/lambda/sync/destinations/scim/scimmy.test.ts',
];
