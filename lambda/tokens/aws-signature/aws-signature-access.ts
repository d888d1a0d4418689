import type { AwsSignatureScheme } from '../../../connectors/authentication/authentication.ts';
import { untilAborted } from '../../../connectors/until-aborted.ts';
import type { AwsCredentials, WorkloadIdentity } from '../../platform/workload-identity.ts';
import type { Credentials, SchemeAccess } from '../credentials.ts';
import type { SchemeSecret } from '../token-grant.ts';
import { type AwsKeys, enteredKeys, hostKeys, sameKey } from './own-keys.ts';
import { roleKeys } from './role-keys.ts';
import { signRequest } from './sign-request.ts';

/** What requests to one source are signed with. */
export interface AwsSignatureOptions {
  /** Reads the source's whole secret; whoever gives it keeps it for a while. */
  secret(): Promise<SchemeSecret>;
  readonly identity: Pick<WorkloadIdentity, 'aws' | 'jwt'>;
  readonly gateway: string;
  readonly source: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** AWS says 403 of a key that it does not know, or that has ended, as it does of everything that a key may not do. */
const refusals = [401, 403];

/**
 * Signs each request to a source: as the gate's own role, with a key that was entered, or as a role that one of the two assumes. A
 * host outside of AWS assumes the role with its own identity's token, and needs no key.
 *
 * @example const { sign } = await awsSignatureAccess(scheme, { secret, identity, gateway, source, now }).current(signal)
 */
export const awsSignatureAccess = (scheme: AwsSignatureScheme, options: AwsSignatureOptions): SchemeAccess => {
  const { now } = options;
  const keys = keysFor(scheme, options);
  const keyOf = new WeakMap<Credentials, AwsCredentials>();
  let known: { readonly key: AwsCredentials; readonly credentials: Credentials } | undefined;

  const credentialsWith = (key: AwsCredentials): Credentials => {
    if (known && sameKey(known.key, key)) return known.credentials;
    const sign: Credentials['sign'] = (request) => signRequest(scheme, key, request, now());
    const credentials = { headers: {}, sign, refusals };
    keyOf.set(credentials, key);
    known = { key, credentials };
    return credentials;
  };

  return {
    current: async (signal) => credentialsWith(await untilAborted(signal, keys.current())),
    refused: async (credentials, signal) => {
      const key = keyOf.get(credentials);
      return key !== undefined && untilAborted(signal, keys.refused(key));
    },
  };
};

const keysFor = (scheme: AwsSignatureScheme, options: AwsSignatureOptions): AwsKeys => {
  const { identity, gateway, source, now } = options;
  const isEntered = scheme.credentials === 'secret';
  const own = isEntered ? enteredKeys(scheme, options.secret) : hostKeys(identity);
  const { role } = scheme;
  if (!role) return own;
  return roleKeys({
    scheme: { ...scheme, role },
    own: async () => (isEntered || (await identity.aws()) ? own : undefined),
    identity,
    sessionName: `${gateway}-${source}`,
    now,
  });
};
