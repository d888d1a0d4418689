import { shortName } from '../terraform/short-name.ts';

/**
 * The account that identities from elsewhere take the place of: `<gateway>--vendor`. It has a hyphen more than any source's account, so
 * that no source can be called like it.
 */
export const vendorAccountId = (gateway: string): string => shortName([`${gateway}-`, 'vendor'], { length: 30 });

/** The pool of a gateway. `gcp-` may not begin it, but a gateway's name may. */
export const vendorPoolId = (gateway: string): string => `vendor-${gateway}`;
