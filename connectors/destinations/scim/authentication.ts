import type { Authentication } from '../../authentication/authentication.ts';
import { localAuthentication } from '../../authentication/local-authentication.ts';
import { resolveAuthentication } from '../../authentication/resolve-authentication.ts';
import type { RunningHost } from '../../connector.ts';
import type { ScimDestinationOptions } from './options.ts';

/**
 * How the gate proves to the service who calls.
 *
 * @param host on this machine a stand-in may be in its place
 */
export const scimDestinationAuthentication = (
  { baseUrl, localServer, authentication, privateAddresses }: ScimDestinationOptions,
  host?: RunningHost,
): Authentication => {
  const resolved = resolveAuthentication(authentication, privateAddresses);
  return host?.local ? localAuthentication(resolved, { server: baseUrl, localServer }) : resolved;
};
