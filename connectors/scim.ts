import { abortable } from './abortable.ts';
import type { Connector } from './connector.ts';
import { requiredCredentials } from './credentials.ts';
import { type ScimOptions, scimOptions } from './scim/options.ts';
import { readService } from './scim/read-service.ts';

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
  requires: ({ baseUrl, authentication, credentials }) => ({
    hosts: [hostOf(new URL(baseUrl))],
    files: [],
    objects: [],
    ...requiredCredentials(credentials, fields[authentication]),
  }),
  import: (options, context) => abortable(context.signal, (signal) => readService(options, context, signal)),
};

// A URL leaves out the port that its scheme implies; of those only 443 may be left out here.
const hostOf = ({ protocol, host, port }: URL): string => (protocol === 'http:' && port === '' ? `${host}:80` : host);

const fields = {
  bearer: [{ name: 'token', description: 'Bearer token of the SCIM service.' }],
  basic: [
    { name: 'user', description: 'User name at the SCIM service.' },
    { name: 'password', description: 'Password at the SCIM service.' },
  ],
};
