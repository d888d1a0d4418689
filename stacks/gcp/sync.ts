import type { CloudRunV2Service as Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOfSync } from '../jobs-of.ts';
import { hasUrl, type KnownSync } from '../known-syncs.ts';
import type { SourceArchive } from '../server/archive.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { CloudRunV2Service, ServiceAccount } from './google.ts';
import { syncLabels } from './labels.ts';
import { gcpNames } from './names.ts';
import { uploadPackage } from './packages.ts';
import { serviceSchedules } from './schedules.ts';
import { signingSecret, syncSecret } from './secrets.ts';
import { serviceConfig } from './service.ts';
import type { Shared } from './shared-parts.ts';
import type { BuiltSource } from './source.ts';
import { syncBucket } from './state-bucket.ts';
import { bellTopic, ringBell } from './sync-bell.ts';
import { syncEnvironment } from './sync-environment.ts';
import { allowSync, type SyncPlaces } from './sync-permissions.ts';

/** What one sync is made from. */
export interface SyncProps {
  readonly gateway: GatewayScope;
  readonly known: KnownSync;
  readonly archive: SourceArchive;
  readonly digests: Digests;
  readonly shared: Shared;
  /** Its source, which is made already. */
  readonly source: BuiltSource;
}

/**
 * Everything of one sync, and only of it: service, account, secret, state, keys for sign-in, bell, schedules and package, below a construct of its name.
 *
 * Its URL is open to everyone if anybody calls it, also in the platform profile: who sends webhooks, and who asks for tokens, has no identity of
 * Google's, and each call is proved to the handler, that of the scheduler by the whole of its token. A sync that nobody calls lets in the scheduler alone, from
 * inside, and Cloud Run itself looks at the token.
 *
 * @param stack the stack of the gateway
 * @throws DeploymentError `object-malformed`
 */
export const buildSync = (stack: Construct, props: SyncProps): Service => {
  const { gateway, known, archive, digests, shared, source } = props;
  const { name, sync, requirements } = known;
  const { config, deployment, api } = gateway;
  const scope = new Construct(stack, name);
  const account = new ServiceAccount(scope, 'Account', {
    accountId: gcpNames(config.gateway, deployment).account(name),
    displayName: `Sync ${name} of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });
  const uploaded = uploadPackage(scope, shared.packages, name, archive);
  const places: SyncPlaces = {
    account,
    secret: requirements.secret.length > 0 ? syncSecret(scope, gateway, name) : undefined,
    state: syncBucket(scope, gateway, name),
    signingKey: sync.signIn && signingSecret(scope, gateway, name),
    bell: bellTopic(scope, gateway, name),
    source,
  };
  const granted = allowSync(scope, gateway, known, { places, shared });
  const isOpen = hasUrl(known);
  const scheduler = shared.scheduler!;
  const service = new CloudRunV2Service(
    scope,
    'Service',
    serviceConfig(gateway, {
      name,
      description: `Keeps users of source ${sync.from} true at a destination`,
      labels: syncLabels(config, name),
      email: account.email,
      environment: syncEnvironment(gateway, known, {
        package: { location: uploaded.location, sha256: archive.sha256 },
        digests,
        jobs: { scheduler: scheduler.identity(name), deadLetters: scheduler.deadLetters },
      }),
      access: shared.network?.accessOf(name),
      audiences: isOpen ? undefined : [],
      isInternal: !isOpen,
      ready: [uploaded.object, ...granted, ...(shared.network?.ready ?? [])],
    }),
  );
  const scheduled = { name, kind: 'sync', jobs: jobsOfSync(sync) } as const;
  const invoker = serviceSchedules(stack, gateway, scheduled, { scheduler, service, account, isChecked: !isOpen });
  ringBell(scope, gateway, { name, topic: places.bell, scheduler, ready: [service, ...invoker] });
  return service;
};
