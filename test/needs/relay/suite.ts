/**
 * Queues and mailboxes that fail while a request is under way. They need nothing but Node and npm, but wait for real times: `npm run test:relay`.
 */
export const relays = ['test/lambda/relay/faults.test.ts'];
