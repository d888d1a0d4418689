import { shortName } from '../terraform/short-name.ts';

/**
 * The account that Cloud Scheduler calls as: `<gateway>--scheduler`, with a hyphen more than any source's, so that no source can be called
 * like it.
 */
export const schedulerAccountId = (gateway: string): string => shortName([`${gateway}-`, 'scheduler'], { length: 30 });
