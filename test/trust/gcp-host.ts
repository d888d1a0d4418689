import type { Config } from '../../config/config.ts';
import { type Attempt, atHandler, isProof, type Outcome } from './attempt.ts';
import { evaluateCel } from './evaluators/cel.ts';
import { acme, deployment } from './identities.ts';
import {
  type Known,
  type Resource,
  resolved,
  resources,
  type TerraformDocument,
  variable,
} from './terraform-document.ts';
import { sign, type Token } from './tokens.ts';

const vendorAccount = { uniqueId: '117700000000000000000', email: 'acme--vendor@acme-gateway.iam.gserviceaccount.com' };
const poolName = 'projects/998877665544/locations/global/workloadIdentityPools/vendor-acme';

const known: Known = {
  'google_iam_workload_identity_pool.VendorPool.name': poolName,
  'google_service_account.Vendor.name': 'vendor-account',
  'google_service_account.Vendor.email': vendorAccount.email,
  'google_service_account.Vendor.member': `serviceAccount:${vendorAccount.email}`,
  'google_service_account.Vendor.unique_id': vendorAccount.uniqueId,
};

const openIdCreator = 'roles/iam.serviceAccountOpenIdTokenCreator';

/** What a provider says of a credential: its subject in the pool; `undefined` if the provider takes it not. */
const subjectAt = (provider: Resource, { as, token, arn, externalId, at }: Attempt): string | undefined => {
  const variables = { assertion: { ...token.claims, arn: sessionArn(arn, externalId) } };
  const { aws, oidc, attribute_condition: condition, attribute_mapping: mapping } = provider;
  const id = provider['workload_identity_pool_provider_id'];
  const isTrusted =
    as === 'awsRole'
      ? aws !== undefined && arn.split(':')[4] === aws.account_id && (at ?? id) === id
      : oidc !== undefined && token.claims['iss'] === oidc.issuer_uri && takesAudience(oidc, token.claims['aud']);
  if (!isTrusted) return undefined;
  try {
    if (condition !== undefined && evaluateCel(resolved(condition, {}), variables) !== true) return undefined;
    return String(evaluateCel(resolved(mapping['google.subject'], {}), variables));
  } catch (error) {
    // A claim that is missing. All else is an expression that this can not judge.
    if (error instanceof Error && error.message.startsWith('no such text')) return undefined;
    throw error;
  }
};

/** Without audiences of its own a provider wants its own name; for the proofs here that list was widened to any. */
const takesAudience = ({ allowed_audiences: audiences }: Resource, audience = ''): boolean =>
  audiences === undefined || audiences.includes(audience);

/** The session of a role has no path, and the name that the vendor gives it. */
const sessionArn = (arn: string, session: string): string =>
  arn.replace(/:iam::(\d+):role\/(?:.*\/)?([^/]+)$/, `:sts::$1:assumed-role/$2/${session}`);

/** An ID token of the gateway's account, for whoever may have one; or who refuses it. */
const exchanged = (document: TerraformDocument, attempt: Attempt): Token | 'pool' | 'account' => {
  if (!isProof(attempt.token)) return 'pool';
  const providers = resources(document, 'google_iam_workload_identity_pool_provider');
  const subjects = providers.map((provider) => subjectAt(provider, attempt)).filter((subject) => subject !== undefined);
  if (subjects.length === 0) return 'pool';
  const pool = `//iam.googleapis.com/${poolName}`;
  const members = new Set(
    subjects.flatMap((subject) => [`principal:${pool}/subject/${subject}`, `principalSet:${pool}/*`]),
  );
  const isBound = resources(document, 'google_service_account_iam_member').some(
    ({ role, member, service_account_id: account }) =>
      role === openIdCreator &&
      account === '${google_service_account.Vendor.name}' &&
      members.has(resolved(member, known)),
  );
  if (!isBound) return 'account';
  const { uniqueId: sub } = vendorAccount;
  const claims = { iss: 'https://accounts.google.com', aud: attempt.asked ?? deployment.publicUrl, sub };
  return { claims, expired: false, forged: false };
};

/** Whose ID token it is, as IAM calls them. */
const memberOf = ({ sub }: Readonly<Record<string, string>>): string | undefined => {
  if (sub === vendorAccount.uniqueId) return `serviceAccount:${vendorAccount.email}`;
  if (sub === acme.googleServiceAccount.uniqueId) return `serviceAccount:${acme.googleServiceAccount.email}`;
  return undefined;
};

/** Audiences that Cloud Run takes in any case: both of the URLs that it gives a service. */
const ownUrls = [deployment.publicUrl, 'https://acme-people-abcdef1234-ew.a.run.app'];

const runAdmits = (document: TerraformDocument, token: Token | undefined): boolean => {
  const [service, ...more] = resources(document, 'google_cloud_run_v2_service');
  if (!service || more.length > 0) throw new Error('a gateway of one source has one service');
  const invokers = resources(document, 'google_cloud_run_v2_service_iam_member').map(({ role, member }) => {
    if (role !== 'roles/run.invoker') throw new Error(`role ${role}`);
    return resolved(member, known);
  });
  if (service['invoker_iam_disabled'] === true || invokers.includes('allUsers')) return true;
  if (!token || !isProof(token) || token.claims['iss'] !== 'https://accounts.google.com') return false;
  const audiences = [...ownUrls, ...(service['custom_audiences'] ?? []).map((each: string) => resolved(each, known))];
  const member = memberOf(token.claims);
  return audiences.includes(token.claims['aud']!) && member !== undefined && invokers.includes(member);
};

/** What becomes of an attempt: the pool, the account that it stands in for, Cloud Run, the handler. */
export const callGcp = async (config: Config, document: TerraformDocument, attempt: Attempt): Promise<Outcome> => {
  const { as, sentOnce } = attempt;
  const isDirect = as === 'googleServiceAccount' || as === 'neighbour' || config.vendor.profile === 'bearer';
  const token = as === 'nobody' ? undefined : isDirect ? attempt.token : exchanged(document, attempt);
  if (token === 'pool' || token === 'account') return token;
  if (!runAdmits(document, token)) return 'cloud run';
  const environment = resources(document, 'google_cloud_run_v2_service')[0]!['template'].containers[0].env;
  const callers = variable(environment, 'SALLYPORT_CALLERS', known);
  const sent = token && sentOnce ? sign(token).replace(/[^.]*$/, 'SIGNATURE_REMOVED_BY_GOOGLE') : token;
  return atHandler({ config, options: { callers }, token: sent, externalId: attempt.externalId });
};
