import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInRequest, startStandIn } from '../stand-in.ts';
import { signatureFault } from './verify-signature.ts';

/** A role, and who may assume it. */
export interface StandInRole {
  readonly externalId?: string | undefined;
  /** Access key ids that its trust policy names. */
  readonly trusts?: readonly string[] | undefined;
  /** An OpenID Connect provider that it trusts. */
  readonly provider?:
    | { readonly issuer: string; readonly key: KeyObject; readonly audience: string; readonly subject: string }
    | undefined;
}

/** What the account is. */
export interface AwsStsOptions {
  readonly region: string;
  /** Standing credentials: access key id -> secret access key. */
  readonly keys: Readonly<Record<string, string>>;
  /** By ARN. */
  readonly roles: Readonly<Record<string, StandInRole>>;
  /** The issuer of the account's own tokens; without one they are not turned on. */
  readonly issuer?: { readonly url: string; readonly key: KeyObject } | undefined;
  /** Seconds that are left of the caller's session. */
  readonly sessionLeft?: (() => number) | undefined;
  now(): number;
}

/** An STS that gives credentials, and knows them again. */
export interface AwsSts extends StandIn {
  /** Of the credentials that it gave, and the standing ones. */
  keyOf(accessKeyId: string): { readonly secret: string; readonly token?: string | undefined } | undefined;
  /** Parameters of the calls, in their order. */
  readonly calls: readonly Readonly<Record<string, string>>[];
}

const xml = (name: string, result: string): string =>
  `<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${name}Result>${result}</${name}Result><ResponseMetadata><RequestId>request</RequestId></ResponseMetadata></${name}Response>`;

/** An error as STS says it. */
export const stsError = (status: number, code: string) => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>canary message</Message></Error><RequestId>request</RequestId></ErrorResponse>`,
});

const refuse = (status: number, code: string): never => {
  const { body, headers } = stsError(status, code);
  throw new Refusal(status, body, headers);
};

/**
 * AWS STS of one account and region, over its Query protocol: AssumeRole, AssumeRoleWithWebIdentity and GetWebIdentityToken, with
 * their limits (docs.aws.amazon.com/STS/latest/APIReference/).
 */
export const startAwsSts = async (options: AwsStsOptions): Promise<AwsSts> => {
  const { region, keys, roles, issuer, sessionLeft, now } = options;
  const given = new Map<string, { readonly secret: string; readonly token: string }>();
  const calls: Readonly<Record<string, string>>[] = [];
  const keyOf = (id: string) => given.get(id) ?? (keys[id] === undefined ? undefined : { secret: keys[id] });

  const caller = (request: StandInRequest): string => {
    const fault = signatureFault(request, { service: 'sts', region, keyOf, now });
    if (fault) refuse(403, fault.split(':')[0]!);
    return /Credential=([^/]+)/.exec(request.headers.authorization!)![1]!;
  };

  const seconds = (text: string | undefined, otherwise: number, least: number, most: number): number => {
    const number = Number(text ?? otherwise);
    return number >= least && number <= most ? number : refuse(400, 'ValidationError');
  };

  const credentials = (lifetime: number): string => {
    const id = `ASIA${String(given.size + 1).padStart(16, '0')}`;
    const key = { secret: `CANARY-assumed-secret-${given.size}`, token: `CANARY-session-token-${given.size}` };
    given.set(id, key);
    const end = new Date(now() + lifetime * 1_000).toISOString();
    return `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${key.secret}</SecretAccessKey><SessionToken>${key.token}</SessionToken><Expiration>${end}</Expiration></Credentials>`;
  };

  const session = (call: Readonly<Record<string, string>>): string =>
    /^[\w+=,.@-]{2,64}$/.test(call['RoleSessionName'] ?? '')
      ? credentials(seconds(call['DurationSeconds'], 3_600, 900, 43_200))
      : refuse(400, 'ValidationError');

  const actions: Readonly<
    Record<string, (call: Readonly<Record<string, string>>, request: StandInRequest) => string | Promise<string>>
  > = {
    AssumeRole(call, request) {
      const role = roles[call['RoleArn'] ?? ''];
      if (!role?.trusts?.includes(caller(request)) || role.externalId !== call['ExternalId'])
        refuse(403, 'AccessDenied');
      return xml('AssumeRole', session(call));
    },
    AssumeRoleWithWebIdentity(call, request) {
      // Anybody may call it: the token says who it is.
      if (request.headers.authorization !== undefined) refuse(403, 'SignatureDoesNotMatch');
      const provider = roles[call['RoleArn'] ?? '']?.provider;
      const token = readAssertion(call['WebIdentityToken']);
      if (!token) return refuse(400, 'InvalidIdentityToken');
      if (!provider || !token.isSignedBy(provider.key) || token.claims['iss'] !== provider.issuer)
        return refuse(400, 'InvalidIdentityToken');
      if (Number(token.claims['exp']) * 1_000 <= now()) refuse(400, 'ExpiredTokenException');
      if (token.claims['aud'] !== provider.audience || token.claims['sub'] !== provider.subject)
        refuse(403, 'AccessDenied');
      return xml('AssumeRoleWithWebIdentity', session(call));
    },
    async GetWebIdentityToken(call, request) {
      const id = caller(request);
      const audience = call['Audience.member.1'];
      if (!audience || call['SigningAlgorithm'] !== 'RS256') refuse(400, 'ValidationError');
      if (!issuer) return refuse(400, 'OutboundWebIdentityFederationDisabledException');
      const lifetime = seconds(call['DurationSeconds'], 300, 60, 3_600);
      if (lifetime > (sessionLeft?.() ?? Number.POSITIVE_INFINITY)) refuse(403, 'SessionDurationEscalationException');
      const at = Math.floor(now() / 1_000);
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', kid: 'sts-1', typ: 'JWT' })
        .setIssuer(issuer.url)
        .setSubject(`arn:aws:iam::111122223333:role/${id}`)
        .setAudience(audience!)
        .setIssuedAt(at)
        .setExpirationTime(at + lifetime)
        .setJti(String(calls.length))
        .sign(issuer.key);
      const end = new Date((at + lifetime) * 1_000).toISOString();
      return xml('GetWebIdentityToken', `<WebIdentityToken>${token}</WebIdentityToken><Expiration>${end}</Expiration>`);
    },
  };

  const standIn = await startStandIn(async (request) => {
    const call = Object.fromEntries(new URLSearchParams(request.body));
    calls.push(call);
    if (request.method !== 'POST' || call['Version'] !== '2011-06-15') refuse(400, 'InvalidAction');
    const action = actions[call['Action'] ?? ''] ?? refuse(400, 'InvalidAction');
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: await action(call, request) };
  }, now);
  return { ...standIn, keyOf, calls };
};
