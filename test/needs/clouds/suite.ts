/**
 * Whole ways through clouds: containers started as their hosts start them, the command line with an operator's sign-in, one configuration for
 * all three, what few configurations of a stack have, the bundles of both handlers, and servers of a database and a directory played word by word. They need nothing but Node and npm, but a minute of their own: `npm run test:clouds`.
 */
export const clouds = [
  'test/bin/{deployed-clouds,onboard,terraform}.test.ts',
  'test/bin/doctor/{aws,azure,gcp}.test.ts',
  'test/connectors/ldap/active-directory.test.ts',
  'test/connectors/sql/{bundled,sqlserver}.test.ts',
  'test/examples/clouds.test.ts',
  'test/lambda/hosts/{server,server-sync}.test.ts',
  'test/stacks/aws/{customer,edges,lent-session}.test.ts',
  'test/stacks/azure/monitoring.test.ts',
  'test/stacks/bundle.test.ts',
  'test/stacks/server/{start-script,started}.test.ts',
];
