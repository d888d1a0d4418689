import { type KnownSync, syncNeedsRelay } from '../known-syncs.ts';
import { gcpRelayOfSource } from './deployed-relay.ts';
import type { ServiceParts } from './environment.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gcpNames } from './names.ts';
import { publicUrl } from './public-url.ts';

/** Where a sync is called by whoever sends webhooks or asks for tokens: where Cloud Run has it. */
export const syncUrl = ({ config, deployment }: Pick<GatewayScope, 'config' | 'deployment'>, name: string): string =>
  publicUrl({ gateway: config.gateway, name, source: {}, deployment });

/** What is known of the service of a sync only where its parts are made. Every sync has jobs, and no vendor calls it. */
export type SyncParts = Pick<ServiceParts, 'package' | 'digests'> & {
  readonly jobs: NonNullable<ServiceParts['jobs']>;
};

/**
 * What the handler can not know from `sync.json`, as that of a source: besides its own places those of its source, where its keys for sign-in are, and
 * by what it is woken.
 */
export const syncEnvironment = (
  { config, deployment }: Pick<GatewayScope, 'config' | 'deployment'>,
  known: KnownSync,
  { package: { location, sha256 }, digests, jobs }: SyncParts,
): Readonly<Record<string, string>> => {
  const { name, sync, requirements, sourceRequirements } = known;
  const { gateway, relay } = config;
  const names = gcpNames(gateway, deployment);
  return {
    SALLYPORT_HOST: 'gcp',
    SALLYPORT_PUBLIC_URL: syncUrl({ config, deployment }, name),
    SALLYPORT_BUNDLE: location,
    SALLYPORT_BUNDLE_SHA256: sha256,
    ...digests,
    ...(requirements.secret.length > 0 && { SALLYPORT_SECRET: names.secret(name).full }),
    SALLYPORT_KEY_SECRET: names.keySecret.full,
    SALLYPORT_KEY_STATE: names.keyBucket,
    SALLYPORT_STATE: names.stateBucket(name),
    ...(sourceRequirements.secret.length > 0 && { SALLYPORT_SOURCE_SECRET: names.secret(sync.from).full }),
    ...(sourceRequirements.state && { SALLYPORT_SOURCE_STATE: names.stateBucket(sync.from) }),
    ...(sync.signIn && { SALLYPORT_SIGNING_KEY: names.signingKey(name).full }),
    SALLYPORT_WAKE: `projects/${deployment.project}/topics/${names.bell(name)}`,
    ...(relay &&
      syncNeedsRelay(known) && { SALLYPORT_RELAY: JSON.stringify(gcpRelayOfSource({ gateway, relay, deployment })) }),
    SALLYPORT_SCHEDULER: jobs.scheduler,
    SALLYPORT_DEAD_LETTERS: jobs.deadLetters,
  };
};
