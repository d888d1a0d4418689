/**
 * Whole ways through clouds: containers started as their hosts start them, the command line with an operator's sign-in, one configuration for
 * all three, and what few configurations of a stack have. They need nothing but Node and npm, but a minute of their own: `npm run test:clouds`.
 */
export const clouds = [
  'test/bin/{deployed-clouds,onboard,terraform}.test.ts',
  'test/bin/doctor/{aws,azure,gcp}.test.ts',
  'test/examples/clouds.test.ts',
  'test/lambda/hosts/server.test.ts',
  'test/stacks/aws/{customer,edges,lent-session}.test.ts',
  'test/stacks/azure/monitoring.test.ts',
  'test/stacks/server/{start-script,started}.test.ts',
];
