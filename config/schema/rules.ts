import type { Draft, Report } from './draft.ts';
import { checkClaims } from './rules/check-claims.ts';
import { checkProfile } from './rules/check-profile.ts';
import { checkSources } from './rules/check-sources.ts';

/** Checks what no key can tell alone: the rules between the parts of a configuration. */
export const checkRules = (draft: Draft, report: Report): void => {
  checkProfile(draft, report);
  checkClaims(draft, report);
  checkSources(draft, report);
};
