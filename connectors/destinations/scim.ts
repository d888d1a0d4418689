import { hostOf } from '../authentication/host-of.ts';
import { requirementsOf } from '../authentication/requirements-of.ts';
import type { Destination } from '../destination.ts';
import { scimDestinationAuthentication } from './scim/authentication.ts';
import { checkMap } from './scim/check-map.ts';
import { scimDestinationGuide } from './scim/guide.ts';
import { type ScimDestinationOptions, scimDestinationOptions } from './scim/options.ts';

/**
 * Services that take users by SCIM 2.0 (RFC 7643, RFC 7644). What the map gives is a user as RFC 7643 has it, and `groups`: the
 * names of the groups that the user is to be in.
 *
 * ```yaml
 * to: { destination: scim, baseUrl: https://app.example.com/scim/v2 }
 * map:
 *   userName: ${user.email}
 *   name: { givenName: '${user.givenName}', familyName: '${user.familyName}' }
 *   emails: [{ value: '${user.email}', type: work, primary: true }]
 *   groups: ${groups.map(group, group.name)}
 * ```
 */
export const scimDestination: Destination<ScimDestinationOptions> = {
  name: 'scim',
  title: 'SCIM 2.0 service',
  options: scimDestinationOptions,
  checkMap,
  requires: (options) => {
    const { hosts, secret, entries, identity } = requirementsOf(scimDestinationAuthentication(options));
    const own = hostOf(new URL(options.baseUrl));
    return {
      hosts: [...new Set([own, ...hosts])],
      secret,
      ...(entries && { entries }),
      ...(identity && { identity }),
    };
  },
  authentication: scimDestinationAuthentication,
  guide: scimDestinationGuide,
};
