/** Where a source runs that a command is about. */
export const hostNames = ['local', 'aws', 'gcp', 'azure'] as const;

/** One of the names above. */
export type HostName = (typeof hostNames)[number];
