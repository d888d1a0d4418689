import type { DestinationForm } from '../destination-form.ts';
import type { Draft, Report } from './draft.ts';
import { checkAzureTrust } from './rules/check-azure-trust.ts';
import { checkClaims } from './rules/check-claims.ts';
import { checkGcpTrust } from './rules/check-gcp-trust.ts';
import { checkNetwork } from './rules/check-network.ts';
import { checkProfile } from './rules/check-profile.ts';
import { checkRelay } from './rules/check-relay.ts';
import { checkSharedIssuer } from './rules/check-shared-issuer.ts';
import { checkSources } from './rules/check-sources.ts';
import { checkSync } from './rules/check-sync.ts';

/**
 * Checks what no key can tell alone: the rules between the parts of a configuration.
 *
 * @param destinations kinds that a sync may go to
 */
export const checkRules = (draft: Draft, destinations: readonly DestinationForm[], report: Report): void => {
  checkProfile(draft, report);
  checkGcpTrust(draft, report);
  checkAzureTrust(draft, report);
  checkClaims(draft, report);
  checkSharedIssuer(draft, report);
  checkSources(draft, report);
  checkNetwork(draft, report);
  checkRelay(draft, report);
  checkSync(draft, destinations, report);
};
