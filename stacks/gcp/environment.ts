import type { Digests } from '../digests.ts';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import { literal } from '../terraform/literal.ts';
import { gcpRelayOfSource } from './deployed-relay.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gcpNames } from './names.ts';
import { publicUrl } from './public-url.ts';

/** What is known of a service only where its parts are made. Values may be references that Terraform resolves. */
export interface ServiceParts {
  /** Where its package lies, as `gs://bucket/object`. */
  readonly package: { readonly location: string; readonly sha256: string };
  readonly digests: Digests;
  /** SALLYPORT_CALLERS; `undefined` in the bearer profile. */
  readonly callers: string | undefined;
  /** SALLYPORT_SCHEDULER and SALLYPORT_DEAD_LETTERS; `undefined` without a job. */
  readonly jobs: { readonly scheduler: string; readonly deadLetters: string } | undefined;
}

/**
 * What the handler can not know from `source.json`. The command line finds secret, key and state of a deployed source by the same names.
 *
 * It is the same whatever Google names a thing later: names are known here, and nothing is looked up.
 */
export const serviceEnvironment = (
  { config, deployment }: GatewayScope,
  known: KnownSource,
  { package: { location, sha256 }, digests, callers, jobs }: ServiceParts,
): Readonly<Record<string, string>> => {
  const { name, source, requirements } = known;
  const { gateway, relay } = config;
  const names = gcpNames(gateway, deployment);
  return {
    SALLYPORT_HOST: 'gcp',
    SALLYPORT_PUBLIC_URL: literal(publicUrl({ gateway, name, source, deployment })),
    SALLYPORT_BUNDLE: location,
    SALLYPORT_BUNDLE_SHA256: sha256,
    ...digests,
    ...(requirements.secret.length > 0 && { SALLYPORT_SECRET: names.secret(name).full }),
    ...(needsGatewayKey(known) && {
      SALLYPORT_KEY_SECRET: names.keySecret.full,
      SALLYPORT_KEY_STATE: names.keyBucket,
    }),
    ...(requirements.state && { SALLYPORT_STATE: names.stateBucket(name) }),
    ...(relay &&
      needsRelay(known) && { SALLYPORT_RELAY: JSON.stringify(gcpRelayOfSource({ gateway, relay, deployment })) }),
    ...(callers !== undefined && { SALLYPORT_CALLERS: callers }),
    ...(jobs && { SALLYPORT_SCHEDULER: jobs.scheduler, SALLYPORT_DEAD_LETTERS: jobs.deadLetters }),
  };
};
