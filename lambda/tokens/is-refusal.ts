import type { Credentials } from './credentials.ts';

/**
 * Whether a source's answer refuses the credentials that it was called with. It has done nothing then, so that others may be tried.
 *
 * @example if (isRefusal(answer.status, credentials) && (await access.refused(credentials, signal))) …
 */
export const isRefusal = (status: number, { refusals = [401] }: Pick<Credentials, 'refusals'>): boolean =>
  refusals.includes(status);
