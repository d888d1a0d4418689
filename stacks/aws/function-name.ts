/** The name of a source's function. */
export const functionName = (gateway: string, source: string): string => `${gateway}-${source}`;
