import type { Authentication } from '../../authentication/authentication.ts';
import { isLoopback, loopbackRanges } from '../../authentication/is-loopback.ts';
import { localAuthentication } from '../../authentication/local-authentication.ts';
import { resolveAuthentication } from '../../authentication/resolve-authentication.ts';
import type { RunningHost } from '../../connector.ts';
import { addressAt } from '../address-at.ts';
import type { HttpOptions } from './options.ts';

/** How the gate proves to an API who calls; on this machine the API may have another address, and its authorization server with it. */
export const httpAuthentication = (options: HttpOptions, host?: RunningHost): Authentication => {
  const { baseUrl, localServer, privateAddresses } = options;
  const authentication = resolveAuthentication(options.authentication, privateAddresses);
  if (!host?.local) return authentication;
  const local = localAuthentication(authentication, { server: baseUrl, localServer });
  const isHere = isLoopback(new URL(addressAt(options, true)).hostname);
  const own = isHere ? [...local.privateAddresses, ...loopbackRanges] : local.privateAddresses;
  return { ...local, privateAddresses: [...new Set(own)] };
};
