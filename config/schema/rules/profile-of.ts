import type { Profile } from '../../config.ts';
import { defaultProfile } from '../default-profile.ts';
import type { Draft, DraftIdentity } from '../draft.ts';

/** The profile that a configuration has or means; something else if it is misspelt, `undefined` if nothing says it. */
export const profileOf = ({ vendor }: Draft): Profile | unknown => {
  const identity = vendor?.identity ?? {};
  return vendor?.profile ?? (hasKnownIdentity(identity) ? defaultProfile(identity) : undefined);
};

/** Nothing follows from an identity that is missing or misspelt: that is a problem of its own. */
const hasKnownIdentity = ({ jwt, awsRole, entraWorkload, googleServiceAccount }: DraftIdentity): boolean =>
  [jwt, awsRole, entraWorkload, googleServiceAccount].some((identity) => identity !== undefined);
