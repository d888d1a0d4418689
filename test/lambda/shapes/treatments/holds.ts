import fc from 'fast-check';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 100);

/** Asserts a law: some hundred cases, or as many as `npm run test:long -- shapes` asks for. */
export const holds = <Cases>(law: fc.IPropertyWithHooks<Cases>): void => fc.assert(law, { numRuns: runs });
