import type { AwsSignatureScheme } from '../../../connectors/authentication/authentication.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { AwsCredentials, WorkloadIdentity } from '../../platform/workload-identity.ts';
import { secretField } from '../endpoint/secret-field.ts';
import { candidatesOf } from '../secret-candidates.ts';
import type { SchemeSecret } from '../token-grant.ts';

/** Keys that requests are signed with, while a source runs. */
export interface AwsKeys {
  /** Throws SourceError `credentials-missing`, TokenError or PlatformError. */
  current(): Promise<AwsCredentials>;
  /**
   * These were refused.
   *
   * @returns whether `current` gives others now
   */
  refused(credentials: AwsCredentials): Promise<boolean>;
}

/** Whether two are the same key of the same session. */
export const sameKey = (one: AwsCredentials, other: AwsCredentials): boolean =>
  one.accessKeyId === other.accessKeyId &&
  one.secretAccessKey === other.secretAccessKey &&
  one.sessionToken === other.sessionToken;

/**
 * What an administrator entered. While two are valid, the one that was not refused last is given.
 *
 * @param secret reads the source's whole secret; whoever gives it keeps it for a while
 */
export const enteredKeys = (scheme: AwsSignatureScheme, secret: () => Promise<SchemeSecret>): AwsKeys => {
  let chosen = 0;
  const keys = async (): Promise<readonly AwsCredentials[]> =>
    candidatesOf(await secret(), scheme).map((candidate) => ({
      accessKeyId: secretField(scheme, candidate, 'access_key_id'),
      secretAccessKey: secretField(scheme, candidate, 'secret_access_key'),
      sessionToken: candidate['session_token'],
    }));
  return {
    async current() {
      const all = await keys();
      return all[chosen] ?? all[0]!;
    },
    async refused(credentials) {
      const all = await keys();
      if (!sameKey(all[chosen] ?? all[0]!, credentials)) return true;
      chosen = (chosen + 1) % all.length;
      return !sameKey(all[chosen]!, credentials);
    },
  };
};

/** Those of the role that the gate runs as: its host renews them. */
export const hostKeys = (identity: Pick<WorkloadIdentity, 'aws'>): AwsKeys => {
  const current = async (): Promise<AwsCredentials> => {
    const credentials = await identity.aws();
    if (!credentials) throw notOnAws();
    return credentials;
  };
  return { current, refused: async (credentials) => !sameKey(await current(), credentials) };
};

const notOnAws = (): PlatformError =>
  new PlatformError(
    'identity-missing',
    'this host has no AWS credentials: name a role that it may assume, or enter an access key (credentials: secret)',
  );
