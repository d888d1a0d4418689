import { hostOf } from './authentication/host-of.ts';
import { requirementsOf } from './authentication/requirements-of.ts';
import type { Connector } from './connector.ts';
import { scimDestination } from './destinations/scim.ts';
import { scimGuide } from './scim/guide.ts';
import { type ScimOptions, scimOptions } from './scim/options.ts';
import { ownAuthentication } from './scim/own-authentication.ts';
import { runningScim } from './scim/running-scim.ts';

/**
 * SCIM 2.0 services (RFC 7643, RFC 7644): users, groups and memberships.
 *
 * ```yaml
 * directory:
 *   connector: scim
 *   baseUrl: https://id.example.com/scim/v2
 *   users:
 *     attributes: { email: emails, active: { path: active, type: boolean } }
 * ```
 */
export const scim: Connector<ScimOptions> = {
  name: 'scim',
  title: 'SCIM 2.0 service',
  modes: ['import'],
  options: scimOptions,
  destination: scimDestination,
  requires: (options) => {
    const host = hostOf(new URL(options.baseUrl));
    const { hosts, ...needs } = neededFor(options);
    return { ...needs, hosts: [...new Set([host, ...hosts])], files: [], objects: [] };
  },
  guide: (options, subject) => scimGuide(options, ownAuthentication(options), subject),
  ...runningScim,
};

const neededFor = (options: ScimOptions) => {
  const needs = requirementsOf(ownAuthentication(options));
  if (options.credentials === 'secret') return { ...needs, fields: [] };
  const fields = needs.secret.filter(({ required }) => required);
  return { hosts: [], secret: [], fields };
};
