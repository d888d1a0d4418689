/**
 * Whole ways of the command line and of the example on this machine, process by process, and imports of all its people. They need nothing
 * but Node and npm, but a minute of their own: `npm run test:commands`.
 */
export const commands = [
  'test/bin/{keys,policies,preview,pull,readme-commands,secrets-canary,start,start-helpdesk,tokens,usage}.test.ts',
  'test/examples/data.test.ts',
  'test/lambda/hosts/local-example.test.ts',
];
