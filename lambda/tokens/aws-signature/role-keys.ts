import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsSignatureScheme } from '../../../connectors/authentication/authentication.ts';
import { clientSettings, shortCall } from '../../platform/aws/client-settings.ts';
import { type Ending, keptUntil } from '../../platform/kept-until.ts';
import type { AwsCredentials, WorkloadIdentity } from '../../platform/workload-identity.ts';
import { TokenError } from '../token-error.ts';
import { assumptionError } from './assumption-error.ts';
import { type AwsKeys, sameKey } from './own-keys.ts';
import { sdkCredentials } from './sdk-credentials.ts';

/** What roles are assumed with. */
export interface RoleKeysOptions {
  readonly scheme: AwsSignatureScheme & { readonly role: NonNullable<AwsSignatureScheme['role']> };
  /** Who assumes it; `undefined` on hosts outside of AWS, whose identity does. */
  own(): Promise<AwsKeys | undefined>;
  readonly identity: Pick<WorkloadIdentity, 'jwt'>;
  /** What stands in the source's own logs: gateway and source. */
  readonly sessionName: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The audience that IAM's OpenID Connect providers have, if nobody chooses another. */
const usualAudience = 'sts.amazonaws.com';

/** Longer requests end with the key that they began with. */
const margin = 5 * 60_000;

/** A source that refuses a session which is so young refuses it for another reason. */
const youngMilliseconds = 60_000;

/**
 * Keys of a role that is assumed, for an hour each (a role that assumes another gets no more), renewed five minutes before their end.
 * STS is called in the region of the service.
 */
export const roleKeys = ({ scheme, own, identity, sessionName, now }: RoleKeysOptions): AwsKeys => {
  const { arn: RoleArn, externalId: ExternalId, audience = usualAudience } = scheme.role;
  const RoleSessionName = sessionNameOf(sessionName);
  const { region } = scheme;
  /** When each was obtained, or last tried to be replaced. */
  const triedAt = new WeakMap<AwsCredentials, number>();
  let anonymous: STSClient | undefined;

  const byKey = async (credentials: AwsCredentials) => {
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const client = new STSClient({ ...clientSettings, region, credentials: sdkCredentials(credentials) });
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName, ExternalId });
    return client
      .send(command, shortCall())
      .catch(refuse)
      .finally(() => client.destroy());
  };

  const byOwnKey = async (keys: AwsKeys) => {
    const first = await keys.current();
    return byKey(first).catch(async (error: TokenError) => {
      if (error.code !== 'token-client-refused' || !(await keys.refused(first))) throw error;
      return byKey(await keys.current());
    });
  };

  const byIdentity = async () => {
    const WebIdentityToken = await identity.jwt(audience);
    const { STSClient, AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
    anonymous ??= new STSClient({ ...clientSettings, region });
    const command = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName, WebIdentityToken });
    return anonymous.send(command, shortCall()).catch(refuse);
  };

  const assume = async (): Promise<Ending<AwsCredentials>> => {
    const keys = await own();
    const { Credentials: given } = await (keys ? byOwnKey(keys) : byIdentity());
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = given ?? {};
    if (!accessKeyId || !secretAccessKey || !Expiration) throw nonsense();
    const expiresAt = Expiration.getTime();
    const value = { accessKeyId, secretAccessKey, sessionToken: SessionToken, expiresAt };
    triedAt.set(value, now());
    return { value, endsAt: expiresAt };
  };

  const kept = keptUntil(assume, { margin, now });
  return {
    current: () => kept.current(RoleArn),
    async refused(credentials) {
      const current = await kept.current(RoleArn);
      if (!sameKey(current, credentials)) return true;
      if (now() - (triedAt.get(current) ?? 0) < youngMilliseconds) return false;
      kept.doubt(RoleArn, current);
      const next = await kept.current(RoleArn);
      triedAt.set(next, now());
      return !sameKey(next, credentials);
    },
  };
};

const refuse = (error: unknown): never => {
  throw assumptionError(error);
};

/** 2 to 64 letters of these (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
const sessionNameOf = (text: string): string => text.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);

const nonsense = (): TokenError => new TokenError('token-answer-invalid', 'AWS STS answered without credentials');
