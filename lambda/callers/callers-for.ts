import type { Claims, VendorConfig } from '../../config/config.ts';
import { bearerIdentities } from './bearer-identity.ts';
import type { VerifyCaller } from './caller.ts';
import { configuredCallers } from './configured-callers.ts';
import { verifyBearer } from './verify-bearer.ts';
import { verifyPrincipal } from './verify-principal.ts';

/** What a host gives for proving callers. */
export interface CallerOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** Platform profile: the role whose sessions are let in. @default - none; required in that profile */
  readonly vendorRoleArn?: string | undefined;
  /**
   * Platform profile outside of AWS: SALLYPORT_CALLERS, the tokens that are let in. The platform has made or checked them, and here
   * they are verified in full. @default - none; this or the role is required in that profile
   */
  readonly callers?: string | undefined;
  /**
   * Lets an issuer be on `http:` of this machine itself. Only the local host may set it, for its development issuer.
   * @default false
   */
  readonly allowLoopbackHttp?: boolean | undefined;
}

/**
 * Makes the check of who may call a source, from the vendor's configuration. Call it once per source and keep the result: it
 * holds the cache of the issuers' keys.
 *
 * The source's claims are demanded of every token, also of a Google or Entra identity, whose tokens can not carry claims of the
 * vendor's own: such a vendor's sources have none.
 *
 * Throws RangeError if the configuration lacks what its profile needs.
 *
 * @param sourceClaims claims that a token for this source must carry besides those of the vendor
 * @example
 * const verifyCaller = callersFor(document.vendor, document.source.claims, { fetch, now: Date.now });
 */
export const callersFor = (vendor: VendorConfig, sourceClaims: Claims, options: CallerOptions): VerifyCaller => {
  const { fetch, now, vendorRoleArn, callers, allowLoopbackHttp = false } = options;
  const { profile } = vendor;
  if (profile === 'platform') {
    if (vendorRoleArn !== undefined) return verifyPrincipal(vendorRoleArn);
    if (callers === undefined) {
      throw new RangeError(
        'the platform profile needs the ARN of the role set up for the vendor, or SALLYPORT_CALLERS',
      );
    }
    const identities = configuredCallers('SALLYPORT_CALLERS', callers);
    return verifyBearer(identities, { profile, sourceClaims }, { fetch, now, allowLoopbackHttp });
  }
  const identities = bearerIdentities(vendor.identity);
  if (identities.length === 0) {
    throw new RangeError('the bearer profile needs one of vendor.identity.jwt, googleServiceAccount or entraWorkload');
  }
  return verifyBearer(identities, { profile, sourceClaims }, { fetch, now, allowLoopbackHttp });
};
