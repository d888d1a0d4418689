import type { Authentication } from '../authentication/authentication.ts';
import { resolveAuthentication } from '../authentication/resolve-authentication.ts';
import type { ScimOptions } from './options.ts';

/** How the gate proves to a SCIM service who calls, wherever the credentials come from. */
export const ownAuthentication = ({ authentication, privateAddresses }: ScimOptions): Authentication =>
  resolveAuthentication(authentication, privateAddresses);
