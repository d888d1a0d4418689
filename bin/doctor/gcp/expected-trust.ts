import type { Config, GcpDeployment } from '../../../config/config.ts';
import { publicUrl } from '../../../stacks/gcp/public-url.ts';
import { schedulerAccountId } from '../../../stacks/gcp/scheduler-account.ts';
import { vendorAccountId, vendorPoolId } from '../../../stacks/gcp/vendor-names.ts';
import { vendorProviders } from '../../../stacks/gcp/vendor-provider.ts';
import { jobsOf } from '../../../stacks/jobs-of.ts';
import type { TrustedCaller } from '../../../stacks/trusted-caller.ts';

/** A provider of a pool, as IAM has it (docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers). */
export interface PoolProvider {
  readonly id: string;
  readonly mapping: Readonly<Record<string, string>>;
  readonly condition: string | undefined;
  readonly issuer: string | undefined;
  readonly audiences: readonly string[];
  readonly awsAccount: string | undefined;
  readonly isDisabled: boolean;
}

/** A binding of a policy. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: { readonly expression?: string } | undefined;
}

const addressOf = (account: string, { project }: GcpDeployment): string =>
  `${account}@${project}.iam.gserviceaccount.com`;

/** The account of the gateway that identities from elsewhere take the place of. */
export const vendorAccount = ({ gateway }: Config, deployment: GcpDeployment): string =>
  addressOf(vendorAccountId(gateway), deployment);

/** The account that Cloud Scheduler calls as. */
export const schedulerAccount = ({ gateway }: Config, deployment: GcpDeployment): string =>
  addressOf(schedulerAccountId(gateway), deployment);

/** The pool of a gateway, with the number of its project. */
export const vendorPool = ({ gateway }: Config, { projectNumber }: GcpDeployment): string =>
  `projects/${projectNumber}/locations/global/workloadIdentityPools/${vendorPoolId(gateway)}`;

const isPlatform = ({ vendor }: Config): boolean => vendor.profile === 'platform';

/** Whether the vendor has identities that come through the pool. */
export const isFederated = (config: Config): boolean =>
  isPlatform(config) && vendorProviders(config.vendor.identity).length > 0;

/** The providers of the pool, as a deployment would make them now. */
export const expectedProviders = (config: Config): readonly PoolProvider[] =>
  isFederated(config)
    ? vendorProviders(config.vendor.identity).map(({ id, trusts, condition, mapping }) => ({
        id,
        mapping: { 'google.subject': mapping },
        condition,
        issuer: 'issuer' in trusts ? trusts.issuer : undefined,
        audiences: 'audience' in trusts ? [trusts.audience] : [],
        awsAccount: 'accountId' in trusts ? trusts.accountId : undefined,
        isDisabled: false,
      }))
    : [];

/** Who may get ID tokens of the vendor's account. */
export const expectedTokenCreators = (config: Config, deployment: GcpDeployment): readonly Binding[] => {
  if (!isFederated(config)) return [];
  const pool = vendorPool(config, deployment);
  const subjects = new Set(vendorProviders(config.vendor.identity).map(({ subject }) => subject));
  const members = [...subjects].map((subject) => `principal://iam.googleapis.com/${pool}/subject/${subject}`);
  return [{ role: 'roles/iam.serviceAccountOpenIdTokenCreator', members }];
};

/** Whom Cloud Run lets in to a source's service. */
export const expectedInvokers = (config: Config, deployment: GcpDeployment, name: string): readonly Binding[] => {
  if (!isPlatform(config)) return [];
  const { email } = config.vendor.identity.googleServiceAccount ?? {};
  const accounts = [
    ...(email !== undefined ? [email] : []),
    ...(isFederated(config) ? [vendorAccount(config, deployment)] : []),
    ...(jobsOf(config.sources[name]!).length > 0 ? [schedulerAccount(config, deployment)] : []),
  ];
  return [{ role: 'roles/run.invoker', members: accounts.map((account) => `serviceAccount:${account}`) }];
};

/** The audiences of tokens that Cloud Run takes for a source besides its own URLs. */
export const expectedAudiences = (config: Config, deployment: GcpDeployment, name: string): readonly string[] => {
  if (!isPlatform(config)) return [];
  const { googleServiceAccount } = config.vendor.identity;
  const url = publicUrl({ gateway: config.gateway, name, source: config.sources[name]!, deployment });
  const all = [...(googleServiceAccount ? [googleServiceAccount.audience] : []), ...(isFederated(config) ? [url] : [])];
  return [...new Set(all)];
};

/**
 * Whom the handler lets in, once Cloud Run did.
 *
 * @param vendorId the unique id of the vendor's account
 */
export const expectedCallers = (
  config: Config,
  deployment: GcpDeployment,
  name: string,
  vendorId: string | undefined,
): readonly TrustedCaller[] => {
  if (!isPlatform(config)) return [];
  const { googleServiceAccount } = config.vendor.identity;
  const url = publicUrl({ gateway: config.gateway, name, source: config.sources[name]!, deployment });
  return [
    ...(googleServiceAccount ? [googleCaller(googleServiceAccount.audience, googleServiceAccount.uniqueId)] : []),
    ...(isFederated(config) ? [googleCaller(url, vendorId ?? 'nobody')] : []),
  ];
};

/** Who may start jobs: Cloud Scheduler at the service's own URL. */
export const expectedScheduler = (
  { gateway, sources }: Config,
  deployment: GcpDeployment,
  name: string,
  schedulerId: string | undefined,
): readonly TrustedCaller[] =>
  jobsOf(sources[name]!).length > 0
    ? [googleCaller(publicUrl({ gateway, name, source: {}, deployment }), schedulerId ?? 'nobody')]
    : [];

const googleCaller = (audience: string, uniqueId: string): TrustedCaller => ({
  issuer: 'https://accounts.google.com',
  audience,
  claims: { sub: uniqueId },
});

/** In sentences. */
export const providerSentences = (providers: readonly PoolProvider[]): readonly string[] =>
  providers.map(({ id, mapping, condition, issuer, audiences, awsAccount, isDisabled }) => {
    const whom =
      awsAccount !== undefined
        ? `sessions of AWS account ${awsAccount}`
        : `tokens of ${issuer} for ${[...audiences].sort().join(' or ') || 'any audience of its own'}`;
    const only = condition === undefined ? 'without a condition' : `if ${condition}`;
    const subjects = Object.keys(mapping)
      .sort()
      .map((name) => `${name} = ${mapping[name]}`);
    return `${id} takes ${whom} ${only}, as ${subjects.join(', ')}${isDisabled ? ', and is disabled' : ''}`;
  });

/** In sentences. */
export const bindingSentences = (bindings: readonly Binding[]): readonly string[] =>
  bindings.flatMap(({ role, members, condition }) =>
    members.map((member) => `${member} has ${role}${condition ? ` if ${condition.expression}` : ''}`),
  );
