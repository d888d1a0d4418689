import { hostOf } from '../authentication/host-of.ts';
import { requirementsOf } from '../authentication/requirements-of.ts';
import type { Destination } from '../destination.ts';
import { httpAuthentication } from './http/authentication.ts';
import { httpGuide } from './http/guide.ts';
import { type HttpOptions, httpOptions } from './http/options.ts';

/**
 * Users of any JSON API. One that has them as REST does needs to be told where, by what, and where their key is; requests that are otherwise
 * are templates.
 *
 * ```yaml
 * to:
 *   destination: http
 *   baseUrl: https://crm.acme.example/api/v1
 *   authentication: bearer
 *   key: /login
 *   active: /active
 * map: { mail: '${user.email}', name: '${user.name}' }
 * ```
 */
export const http: Destination<HttpOptions> = {
  name: 'http',
  title: 'JSON API',
  options: httpOptions,
  requires: (options) => {
    const { hosts, state: _, ...needs } = requirementsOf(httpAuthentication(options));
    return { ...needs, hosts: [...new Set([hostOf(new URL(options.baseUrl)), ...hosts])] };
  },
  authentication: httpAuthentication,
  guide: httpGuide,
};
