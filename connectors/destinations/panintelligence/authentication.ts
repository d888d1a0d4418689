import type { Authentication } from '../../authentication/authentication.ts';
import { isLoopback, loopbackRanges } from '../../authentication/is-loopback.ts';
import { nameFields } from '../../authentication/name-fields.ts';
import type { RunningHost } from '../../connector.ts';
import { addressAt } from '../address-at.ts';
import type { PanintelligenceOptions } from './options.ts';

/**
 * A user and its password go to `POST /tokens` by HTTP Basic, and what comes back is sent as a bearer token. The dashboard knows nothing else.
 *
 * @see https://panintelligence.atlassian.net/wiki/x/AQDYSQ
 */
export const panintelligenceAuthentication = (
  options: Pick<PanintelligenceOptions, 'baseUrl' | 'localServer' | 'privateAddresses'>,
  host?: RunningHost,
): Authentication => {
  const address = addressAt(options, host?.local === true);
  const login = {
    kind: 'token',
    grant: { type: 'login', tokenField: 'token' },
    client: { method: 'none' },
    endpoints: { token: `${address}/tokens`, hosts: [] },
    scopes: [],
    parameters: {},
    send: 'bearer',
  } as const;
  const own = isLoopback(new URL(address).hostname) ? loopbackRanges : [];
  return {
    schemes: nameFields({ login }),
    alternatives: [['login']],
    privateAddresses: [...options.privateAddresses, ...own],
  };
};
