/** Whole ways of an agent's command line, process by process. They need nothing but Node and npm, but time of their own: `npm run test:agent`. */
export const agents = ['test/bin/agent/agent.test.ts'];
