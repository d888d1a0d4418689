import type { STSClient } from '@aws-sdk/client-sts';
import { type Ending, keptUntil } from '../kept-until.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import type { WorkloadIdentity } from '../workload-identity.ts';
import { clientSettings, shortCall } from './client-settings.ts';

/**
 * Seconds that a token lives; STS takes 60 to 3600. The second is asked for when the first is longer than what is left of the role's
 * own session (docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html).
 */
const lifetimes = [900, 60] as const;

/** Renewed this much before the end: whoever gets a token now may need a moment to present it. */
const margin = 3 * 60_000;

/**
 * The role of the function. Its tokens come from the account's own issuer, which must be turned on once per account.
 *
 * The client is loaded at first use. It calls the endpoint of its region: the global one gives no such tokens.
 *
 * @param now milliseconds since 1970
 */
export const awsIdentity = (now: () => number): WorkloadIdentity => {
  let client: STSClient | undefined;

  const sts = async () => {
    const sdk = await import('@aws-sdk/client-sts');
    client ??= new sdk.STSClient(clientSettings);
    return { sdk, client };
  };

  const issue = async (audience: string, seconds: number): Promise<Ending<string>> => {
    const { sdk, client } = await sts();
    const command = new sdk.GetWebIdentityTokenCommand({
      Audience: [audience],
      // The one algorithm that every token service takes; the other is ES384.
      SigningAlgorithm: 'RS256',
      DurationSeconds: seconds,
    });
    const { WebIdentityToken, Expiration } = await client.send(command, shortCall());
    if (!WebIdentityToken)
      throw new PlatformError('identity-unreachable', 'AWS STS answered without a token: try again');
    return { value: WebIdentityToken, endsAt: Expiration?.getTime() ?? now() + seconds * 1_000 };
  };

  const obtain = async (audience: string): Promise<Ending<string>> => {
    const [usual, shortest] = lifetimes;
    try {
      return await issue(audience, usual).catch((error) => {
        if (nameOf(error) !== 'SessionDurationEscalationException') throw error;
        return issue(audience, shortest);
      });
    } catch (error) {
      throw identityError(error);
    }
  };

  const tokens = keptUntil(obtain, { margin, now });
  return {
    jwt: tokens.current,
    async aws() {
      const { client } = await sts();
      try {
        // The client keeps them, and renews those that end.
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await client.config.credentials();
        return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration?.getTime() };
      } catch (error) {
        throw identityError(error);
      }
    },
    google: async () => undefined,
  };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Errors of GetWebIdentityToken, and those that all actions of STS have. */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  OutboundWebIdentityFederationDisabledException: [
    'identity-missing',
    'this AWS account gives no tokens to its roles yet: run `aws iam enable-outbound-web-identity-federation` once',
  ],
  AccessDenied: [
    'identity-denied',
    "the function's role may not ask for this token: grant sts:GetWebIdentityToken for its audience, and look for a service control policy that denies it",
  ],
  ExpiredToken: ['identity-denied', 'the AWS credentials of this process have expired: sign in again'],
  ExpiredTokenException: ['identity-denied', 'the AWS credentials of this process have expired: sign in again'],
  InvalidClientTokenId: ['identity-denied', 'AWS does not know the credentials of this process: sign in again'],
  CredentialsProviderError: ['identity-missing', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  JWTPayloadSizeExceededException: [
    'identity-denied',
    'the audience is too long for a token of AWS: use a shorter one',
  ],
  ValidationError: ['identity-denied', 'AWS STS does not accept this audience: it has 1 to 1000 characters'],
};

const identityError = (error: unknown): PlatformError => {
  if (error instanceof PlatformError) return error;
  const name = nameOf(error);
  const [code, sentence] = causes[name] ?? ['identity-unreachable', 'AWS STS can not be reached, or failed: try again'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
