import type { Profile } from '../../config/config.ts';
import type { Attempt } from './attempt.ts';
import { acme, beta, deployment, type HostName, type IdentityName } from './identities.ts';
import { strangers } from './tokens.ts';

/** One way in: an identity, and for Entra the version of its tokens. */
export interface Way {
  readonly host: HostName;
  readonly profile: Profile;
  readonly identity: IdentityName;
  /** @default 'v2' */
  readonly version?: 'v1' | 'v2';
}

/** What a token must be for where Entra exchanges it. */
const exchange = 'api://AzureADTokenExchange';
const google = 'https://accounts.google.com';
const { awsRole, googleServiceAccount, entraWorkload, jwt } = acme;

const entraIssuer = (tenant: string, { version }: Way): string =>
  version === 'v1' ? `https://sts.windows.net/${tenant}/` : `https://login.microsoftonline.com/${tenant}/v2.0`;

/** Tokens are exchanged for those of the platform, but where they are the platform's own. */
const isExchangedByEntra = ({ host, profile, identity }: Way): boolean =>
  host === 'azure' && profile === 'platform' && identity !== 'entraWorkload';

const claimsOf = (way: Way): Readonly<Record<string, string>> => {
  const audience = isExchangedByEntra(way) ? exchange : undefined;
  if (way.identity === 'awsRole') return { iss: awsRole.issuer, sub: awsRole.arn, aud: exchange };
  if (way.identity === 'googleServiceAccount') {
    const { uniqueId } = googleServiceAccount;
    return { iss: google, sub: uniqueId, azp: uniqueId, aud: audience ?? googleServiceAccount.audience };
  }
  if (way.identity === 'jwt') return { iss: jwt.issuer, sub: jwt.subject, aud: audience ?? jwt.audience };
  const { tenantId: tid, objectId: oid } = entraWorkload;
  return { iss: entraIssuer(tid, way), tid, oid, sub: oid, aud: entraWorkload.audience };
};

const good = (way: Way): Attempt => ({
  as: way.identity,
  token: { claims: claimsOf(way), expired: false, forged: false },
  arn: awsRole.arn,
  externalId: way.identity === 'googleServiceAccount' ? googleServiceAccount.audience : awsRole.externalId,
});

/** The good attempt with other claims, and what else is different. */
const but = (way: Way, claims: Readonly<Record<string, string>>, others: Partial<Attempt> = {}): Attempt => {
  const attempt = { ...good(way), ...others };
  return { ...attempt, token: { ...attempt.token, claims: { ...attempt.token.claims, ...claims } } };
};

const asSubject = ({ identity }: Way, id: string): Readonly<Record<string, string>> => {
  if (identity === 'entraWorkload') return { oid: id, sub: id };
  return identity === 'googleServiceAccount' ? { sub: id, azp: id } : { sub: id };
};

const wrongTenant = (way: Way): Attempt => {
  const arn = awsRole.arn.replace('111122223333', '999988887777');
  if (way.identity === 'awsRole') return but(way, { iss: strangers.awsIssuer }, { arn });
  const { tenant, issuer } = strangers;
  if (way.identity === 'entraWorkload') return but(way, { iss: entraIssuer(tenant, way), tid: tenant });
  // Any issuer can write the same subject and audience.
  return but(way, { iss: issuer });
};

const otherSubjects: Readonly<Record<IdentityName, string>> = {
  awsRole: awsRole.arn.replace('tenant-acme', 'operator'),
  googleServiceAccount: '104200000000000000001',
  entraWorkload: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  jwt: 'operator',
};

const wrongSubject = (way: Way): Attempt => {
  const subject = otherSubjects[way.identity];
  if (way.identity === 'entraWorkload') return but(way, asSubject(way, subject));
  return but(way, { sub: subject }, way.identity === 'awsRole' ? { arn: subject } : {});
};

/** For somebody else's gateway: on AWS its role, on Google Cloud its provider. */
const elsewhere = 'arn:aws:iam::123456789012:role/other-vendor-eu-west-1';
const wrongAudience = (way: Way): Attempt => but(way, { aud: 'https://elsewhere.example' }, { at: elsewhere });

/** What the platform itself takes a token for, but the gateway does not. */
const otherResource = (way: Way): Attempt => {
  if (way.host === 'gcp' && way.profile === 'platform') {
    const secondUrl = 'https://acme-people-abcdef1234-ew.a.run.app';
    return way.identity === 'googleServiceAccount' ? but(way, { aud: secondUrl }) : but(way, {}, { asked: secondUrl });
  }
  const management = 'https://management.azure.com';
  return isExchangedByEntra(way)
    ? but(way, {}, { asked: management })
    : but(way, { aud: management }, { at: elsewhere });
};

/** The vendor works for the second customer, who says that this gateway were its own. */
const confusedDeputy = (way: Way): Attempt => {
  if (way.identity === 'awsRole') return but(way, {}, { externalId: beta.awsRole.externalId });
  if (way.identity === 'jwt') return but(way, { sub: beta.jwt.subject });
  const { audience } = beta[way.identity];
  return but(way, isExchangedByEntra(way) ? {} : { aud: audience }, { externalId: audience });
};

/** The same, where the vendor has an identity for each customer. */
const otherCustomer = (way: Way): Attempt => {
  if (way.identity === 'awsRole') {
    const { arn, externalId } = beta.awsRole;
    return but(way, { sub: arn }, { arn, externalId });
  }
  if (way.identity === 'jwt') return but(way, { sub: beta.jwt.subject, aud: beta.jwt.audience });
  const id = way.identity === 'googleServiceAccount' ? beta.googleServiceAccount.uniqueId : beta.entraWorkload.objectId;
  return but(way, asSubject(way, id), { externalId: beta.googleServiceAccount.audience });
};

/** Another workload of the customer's own, in the same account, project or tenant, with the platform's own proof. */
const neighbour = (way: Way): Attempt => {
  const sub = '115500000000000000000';
  const claims = { iss: google, sub, azp: sub, aud: deployment.publicUrl };
  const arn = `arn:aws:iam::${deployment.account}:role/other-app`;
  return { ...good(way), as: 'neighbour', arn, token: { claims, expired: false, forged: false } };
};

/** Where two claims say who it is: one of them right. */
const halfRight = (way: Way): Attempt | undefined => {
  const isIam = way.host === 'aws' && way.profile === 'platform';
  // Conditions of IAM see no tid, and need none: the issuer is the tenant's own.
  if (way.identity === 'entraWorkload' && !isIam) return but(way, { tid: strangers.tenant });
  return way.identity === 'googleServiceAccount' && isIam ? but(way, { azp: '104200000000000000001' }) : undefined;
};

const withToken = (way: Way, change: Partial<Attempt['token']>): Attempt => {
  const attempt = good(way);
  return { ...attempt, token: { ...attempt.token, ...change } };
};

/** The columns of the table. What makes no sense for a way in is `undefined` for it. */
export const attempts: Readonly<Record<string, (way: Way) => Attempt | undefined>> = {
  good,
  'no proof': (way) => ({ ...good(way), as: 'nobody' }),
  'wrong tenant': wrongTenant,
  'wrong subject': wrongSubject,
  'wrong audience': wrongAudience,
  'other resource': otherResource,
  'confused deputy': confusedDeputy,
  'other customer': otherCustomer,
  neighbour,
  expired: (way) => withToken(way, { expired: true }),
  forged: (way) => withToken(way, { forged: true }),
  'half right': halfRight,
  'sent once': (way) =>
    way.host === 'gcp' && way.profile === 'platform' ? { ...good(way), sentOnce: true } : undefined,
};
