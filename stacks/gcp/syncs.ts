import type { CloudRunV2Service as Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { TerraformStack } from 'cdktf';
import type { HandlerFiles } from '../bundle-cache.ts';
import { documentDigests } from '../digests.ts';
import { syncArchives } from '../server/archive.ts';
import { syncText } from '../source-package.ts';
import { syncOutputs } from '../terraform/outputs.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gcpNames } from './names.ts';
import type { Shared } from './shared-parts.ts';
import type { BuiltSource } from './source.ts';
import { buildSync } from './sync.ts';
import { syncUrl } from './sync-environment.ts';

/** What the syncs of a gateway are made from. */
export interface SyncsProps {
  readonly shared: Shared;
  /** All sources, in the order of the configuration. */
  readonly sources: readonly BuiltSource[];
  /** The folder of the configuration file. */
  readonly directory: string;
  /** The folder that the bundled handler was written to, and its files. */
  readonly handler: string;
  readonly files: HandlerFiles;
}

/**
 * The syncs of a gateway with their outputs.
 *
 * @returns their services
 * @throws DeploymentError as `buildSync` does, and for data files that can not be packaged
 */
export const buildSyncs = (
  stack: TerraformStack,
  gateway: GatewayScope,
  { shared, sources, directory, handler, files }: SyncsProps,
): readonly Service[] => {
  const { config, deployment } = gateway;
  const digestsOf = documentDigests(files);
  const archiveOf = syncArchives(handler);
  const names = gateway.sources.map(({ name }) => name);
  return gateway.syncs.map((known) => {
    const { name, sync, requirements } = known;
    const { hosts } = requirements;
    const secretName = gcpNames(config.gateway, deployment).secret(name).id;
    syncOutputs(stack, { known, host: 'gcp', url: syncUrl(gateway, name), secretName });
    return buildSync(stack, {
      gateway,
      known,
      archive: archiveOf({ config, name, hosts, directory, files: requirements.files }),
      digests: digestsOf(syncText({ config, name, hosts })),
      shared,
      source: sources[names.indexOf(sync.from)]!,
    });
  });
};
