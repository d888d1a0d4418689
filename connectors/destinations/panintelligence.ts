import { hostOf } from '../authentication/host-of.ts';
import { requirementsOf } from '../authentication/requirements-of.ts';
import type { Destination } from '../destination.ts';
import { panintelligenceAuthentication } from './panintelligence/authentication.ts';
import { checkPanintelligenceMap } from './panintelligence/check-map.ts';
import { panintelligenceGuide } from './panintelligence/guide.ts';
import { type PanintelligenceOptions, panintelligenceOptions } from './panintelligence/options.ts';

/**
 * Users of a Panintelligence dashboard, by its Auto User Sync. The map has `user`, whose user code is the key, and the lists `variables`,
 * `restrictions`, `userRoles` and `userCategories`, as the dashboard itself has them.
 *
 * ```yaml
 * to: { destination: panintelligence, baseUrl: https://bi.acme.example/pi/api/v2 }
 * map:
 *   user: { forenames: '${user.givenName}', surname: '${user.familyName}', email: '${user.mail}', userTypeId: 3 }
 *   variables: [{ name: office, value: '${user.office}' }]
 * ```
 *
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 */
export const panintelligence: Destination<PanintelligenceOptions> = {
  name: 'panintelligence',
  title: 'Panintelligence',
  options: panintelligenceOptions,
  checkMap: checkPanintelligenceMap,
  requires: (options) => {
    const { hosts, secret } = requirementsOf(panintelligenceAuthentication(options));
    return { hosts: [...new Set([hostOf(new URL(options.baseUrl)), ...hosts])], secret };
  },
  authentication: panintelligenceAuthentication,
  guide: panintelligenceGuide,
};
