import type { Authentication } from './authentication.ts';
import { nameFields } from './name-fields.ts';
import type { WrittenSchemes } from './written/authentication-option.ts';

/**
 * What a written `authentication:` means: all of its schemes together, for every call.
 *
 * @param privateAddresses ranges of private addresses that authorization servers may have
 */
export const resolveAuthentication = (
  schemes: WrittenSchemes,
  privateAddresses: readonly string[],
): Authentication => ({ schemes: nameFields(schemes), alternatives: [Object.keys(schemes)], privateAddresses });
