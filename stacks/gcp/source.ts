import type { CloudRunV2Service as Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { ServiceAccount as Account } from '@cdktf/provider-google/lib/service-account/index.js';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import type { SourceArchive } from '../server/archive.ts';
import { type ServiceParts, serviceEnvironment } from './environment.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { CloudRunV2Service, CloudRunV2ServiceIamMember, ServiceAccount } from './google.ts';
import { sourceLabels } from './labels.ts';
import { gcpNames } from './names.ts';
import { type UploadedPackage, uploadPackage } from './packages.ts';
import { allowService } from './permissions.ts';
import { publicUrl } from './public-url.ts';
import { allowBehindAgents } from './relay-permissions.ts';
import { serviceSchedules } from './schedules.ts';
import { sourceSecret } from './secrets.ts';
import { serviceConfig } from './service.ts';
import type { Shared } from './shared-parts.ts';
import { stateBucket } from './state-bucket.ts';
import type { VendorTrust } from './trust.ts';

/** What one source is made from. */
export interface SourceProps {
  readonly gateway: GatewayScope;
  readonly known: KnownSource;
  readonly archive: SourceArchive;
  readonly digests: Digests;
  readonly shared: Shared;
}

/** A source that was made, as its syncs refer to it. */
export interface BuiltSource {
  readonly service: Service;
  readonly account: Account;
  /** `undefined` if it has none. */
  readonly secret: Secret | undefined;
  readonly state: Bucket | undefined;
}

/**
 * Everything of one source, and only of it: service, account, secret, state and package, below a construct of its name. Adding, changing
 * or removing one never touches another's resources.
 *
 * @param stack the stack of the gateway
 * @throws DeploymentError `object-malformed`
 */
export const buildSource = (stack: Construct, props: SourceProps): BuiltSource => {
  const { gateway, known, archive, shared } = props;
  const { name, source, requirements } = known;
  const scope = new Construct(stack, name);
  const account = sourceAccount(scope, gateway, name);
  const uploaded = uploadPackage(scope, shared.packages, name, archive);
  const own = {
    account,
    secret: requirements.secret.length > 0 ? sourceSecret(scope, gateway, name) : undefined,
    state: requirements.state ? stateBucket(scope, gateway, name) : undefined,
  };
  const ready = [uploaded.object, ...grants(scope, own, props), ...(shared.network?.ready ?? [])];
  const service = new CloudRunV2Service(
    scope,
    'Service',
    serviceConfig(gateway, {
      name,
      description: `Gives ${gateway.config.vendor.name} access to source ${name}`,
      labels: sourceLabels(gateway.config, name),
      email: account.email,
      environment: serviceEnvironment(gateway, known, partsOf(props, uploaded)),
      access: shared.network?.accessOf(name),
      audiences: shared.trust?.audiences(
        publicUrl({ ...gateway.config, name, source, deployment: gateway.deployment }),
      ),
      ready,
    }),
  );
  letVendorIn(scope, service, shared.trust);
  const jobs = jobsOf(source);
  if (shared.scheduler && jobs.length > 0) {
    const isChecked = shared.trust !== undefined;
    const scheduled = { scheduler: shared.scheduler, service, account, isChecked };
    serviceSchedules(stack, gateway, { name, kind: 'source', jobs }, scheduled);
  }
  return { service, ...own };
};

const sourceAccount = (scope: Construct, { config, deployment, api }: GatewayScope, source: string): Account =>
  new ServiceAccount(scope, 'Account', {
    accountId: gcpNames(config.gateway, deployment).account(source),
    displayName: `Source ${source} of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });

const grants = (
  scope: Construct,
  { account, secret, state }: Omit<BuiltSource, 'service'>,
  { gateway, known, shared }: SourceProps,
): readonly ITerraformDependable[] => {
  const { name, requirements } = known;
  const { objects, identity } = requirements;
  const actsAs = identity?.serviceAccounts ?? [];
  const own = gcpNames(gateway.config.gateway, gateway.deployment).email(name);
  return [
    ...allowService(scope, account, {
      name,
      packages: shared.packages.bucket,
      secret,
      key: needsGatewayKey(known) ? shared.key : undefined,
      state,
      objects,
      actsAsItself: actsAs.includes(own),
    }),
    ...(shared.relay && needsRelay(known) ? allowBehindAgents(scope, shared.relay, account) : []),
    // Tokens of another account are asked for there too; whoever has that account lets this one have them (sallyport guide).
    ...(actsAs.length > 0 ? [gateway.api('iamcredentials')] : []),
  ];
};

const partsOf = (
  { gateway, known, archive, digests, shared }: SourceProps,
  { location }: UploadedPackage,
): ServiceParts => {
  const { name, source } = known;
  const { trust, scheduler } = shared;
  const url = publicUrl({ ...gateway.config, name, source, deployment: gateway.deployment });
  return {
    package: { location, sha256: archive.sha256 },
    digests,
    callers: trust?.callers(url),
    jobs:
      scheduler && jobsOf(source).length > 0
        ? { scheduler: scheduler.identity(name), deadLetters: scheduler.deadLetters }
        : undefined,
  };
};

/** The vendor and nobody else, on this one service. */
const letVendorIn = (scope: Construct, service: Service, trust: VendorTrust | undefined): void => {
  for (const [id, member] of Object.entries(trust?.invokers ?? {})) {
    new CloudRunV2ServiceIamMember(scope, `Vendor-${id}`, {
      name: service.name,
      location: service.location,
      role: 'roles/run.invoker',
      member,
    });
  }
};
