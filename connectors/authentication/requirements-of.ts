import type { IdentityUse, Requirements } from '../connector.ts';
import type { Authentication, AwsSignatureScheme, Scheme, TokenEndpoints, TokenScheme } from './authentication.ts';
import { fieldsOf } from './fields-of.ts';
import { googleProviderAudience } from './google-provider-audience.ts';
import { hostOf } from './host-of.ts';
import { missingFields } from './missing-fields.ts';

/** What an authentication needs from a deployment, beside what its connector does. */
export type AuthenticationRequirements = Pick<Requirements, 'hosts' | 'secret' | 'entries'> &
  Partial<Pick<Requirements, 'state' | 'identity'>>;

/**
 * The hosts that tokens come from, the fields of the secret, whether tokens are kept, and what the gate's own identity is used for.
 *
 * @example const { hosts, ...others } = requirementsOf(authentication)
 */
export const requirementsOf = (authentication: Authentication): AuthenticationRequirements => {
  const schemes = Object.values(authentication.schemes);
  const audiences = once(schemes.flatMap(audiencesOf));
  const roles = once(schemes.flatMap(rolesOf));
  const serviceAccounts = once(schemes.flatMap(serviceAccountsOf));
  const used = audiences.length + roles.length + serviceAccounts.length > 0;
  const identity: IdentityUse | undefined = used
    ? { audiences, roles, ...(serviceAccounts.length > 0 && { serviceAccounts }) }
    : undefined;
  return {
    hosts: once(schemes.flatMap(hostsOf)),
    secret: fieldsOf(authentication),
    ...(authentication.alternatives.length > 1 && { entries: entriesOf(authentication) }),
    ...(schemes.some(({ kind }) => kind === 'token') && { state: true }),
    ...(identity && { identity }),
  };
};

/** What each alternative lacks while nothing is entered. */
const entriesOf = (authentication: Authentication): Requirements['entries'] =>
  missingFields(authentication, {}).map(({ fields }) => fields.map(({ name }) => name));

const hostsOf = (scheme: Scheme): readonly string[] => {
  if (scheme.kind === 'awsSignature') return scheme.role ? [tokenServiceOf(scheme)] : [];
  if (scheme.kind !== 'token') return [];
  const urls = [...urlsOf(scheme.endpoints), ...grantUrls(scheme)];
  return [...urls.map((url) => hostOf(new URL(url))), ...scheme.endpoints.hosts];
};

/** A person's browser calls the authorization endpoint, and `sallyport connect` the device endpoint: the gate calls neither. */
const urlsOf = ({ discovery, token, refresh, revocation }: TokenEndpoints): readonly string[] =>
  [discovery, token, refresh, revocation].filter((url) => url !== undefined);

const grantUrls = ({ grant }: TokenScheme): readonly string[] => {
  if (grant.type === 'githubApp') return [grant.api];
  if (grant.type !== 'googleWorkload') return [];
  return ['https://iamcredentials.googleapis.com', ...(grant.provider === undefined ? [] : [securityTokenService])];
};

const securityTokenService = 'https://sts.googleapis.com';

/** docs.aws.amazon.com/general/latest/gr/sts.html */
const tokenServiceOf = ({ region }: AwsSignatureScheme): string =>
  `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

const audiencesOf = (scheme: Scheme): readonly string[] => {
  if (scheme.kind !== 'token') return [];
  const { client, grant } = scheme;
  return [
    ...(client.method === 'workload_identity' ? [client.audience] : []),
    ...(grant.type === 'tokenExchange' && grant.subjectToken !== 'secret' ? [grant.subjectToken.identity] : []),
    ...(grant.type === 'googleWorkload' && grant.provider !== undefined
      ? [googleProviderAudience(grant.provider)]
      : []),
  ];
};

/** A role that is assumed by an access key is none that the gate's own identity assumes. */
const rolesOf = (scheme: Scheme): readonly string[] =>
  scheme.kind === 'awsSignature' && scheme.role && scheme.credentials === 'host' ? [scheme.role.arn] : [];

const serviceAccountsOf = (scheme: Scheme): readonly string[] =>
  scheme.kind === 'token' && scheme.grant.type === 'googleWorkload' ? [scheme.grant.serviceAccount] : [];

const once = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
