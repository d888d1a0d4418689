import { readFile } from 'node:fs/promises';
import { PlatformError } from '../platform-error.ts';
import { tokenClaims } from '../token-claims.ts';
import type { AwsCredentials, WorkloadIdentity } from '../workload-identity.ts';

/** The variable that names the file with this machine's token. */
export const identityTokenVariable = 'SALLYPORT_IDENTITY_TOKEN_FILE';

/** What a machine that is no host has of its own. */
export interface LocalIdentityOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * This machine proves nothing by itself. Where something else gave it a token of an OpenID Connect issuer (a CI system, a cluster), the
 * token is read from its file each time: whoever wrote it renews it there.
 *
 * Credentials of AWS are those of the environment, and no others.
 */
export const localIdentity = ({ environment, now }: LocalIdentityOptions): WorkloadIdentity => ({
  async jwt(audience) {
    const path = environment[identityTokenVariable];
    if (!path) throw missing(audience);
    const token = await readToken(path);
    const claims = tokenClaims(token);
    if (!claims) throw denied(`the file of ${identityTokenVariable} holds no JWT with an end: write one there`);
    if (!claims.audiences.includes(audience))
      throw denied(`the token in the file of ${identityTokenVariable} is for another audience: ask for "${audience}"`);
    if (claims.endsAt <= now()) throw denied(`the token in the file of ${identityTokenVariable} has ended: renew it`);
    return token;
  },
  aws: async () => environmentCredentials(environment),
  google: async () => undefined,
});

const readToken = async (path: string): Promise<string> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw denied(
      `the file of ${identityTokenVariable} can not be read (${code}): correct its path, and who may`,
      error,
    );
  }
};

const environmentCredentials = (environment: LocalIdentityOptions['environment']): AwsCredentials | undefined => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN || undefined,
  };
};

const missing = (audience: string): PlatformError =>
  new PlatformError(
    'identity-missing',
    `this machine has no identity of its own: deploy the gateway, or name in ${identityTokenVariable} a file with a token for "${audience}" that the source trusts`,
  );

const denied = (sentence: string, cause?: unknown): PlatformError =>
  new PlatformError('identity-denied', sentence, { cause });
