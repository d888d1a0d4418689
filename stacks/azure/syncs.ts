import type { TerraformStack } from 'cdktf';
import type { HandlerFiles } from '../bundle-cache.ts';
import { documentDigests } from '../digests.ts';
import { syncArchives } from '../server/archive.ts';
import { syncText } from '../source-package.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import type { WatchedApp } from './host-alarms.ts';
import { azureSyncOutputs } from './outputs.ts';
import { publicUrl } from './public-url.ts';
import type { RelayPlaces } from './relay-places.ts';
import type { DeadLetters } from './schedules.ts';
import type { SourcePlaces } from './source-places.ts';
import { buildSync } from './sync.ts';
import { syncRoles } from './sync-roles.ts';

/** What the syncs of a gateway are made from. */
export interface SyncsProps {
  /** What they share with sources. Where there is a sync, there are a key and a queue of dead letters. */
  readonly shared: {
    readonly key: GatewayKey | undefined;
    readonly relay: RelayPlaces | undefined;
    readonly deadLetters: DeadLetters | undefined;
  };
  /** What each source has, in the order of the configuration. */
  readonly sources: readonly Pick<SourcePlaces, 'secret' | 'state'>[];
  /** The folder of the configuration file. */
  readonly directory: string;
  /** The folder that the bundled handler was written to, and its files. */
  readonly handler: string;
  readonly files: HandlerFiles;
}

/**
 * The syncs of a gateway with their outputs.
 *
 * @throws DeploymentError `object-malformed`, and for data files that can not be packaged
 */
export const buildSyncs = (
  stack: TerraformStack,
  gateway: BuiltGateway,
  { shared: { key, relay, deadLetters }, sources, directory, handler, files }: SyncsProps,
): readonly WatchedApp[] => {
  const { config, syncs } = gateway;
  if (!key || !deadLetters || syncs.length === 0) return [];
  const roles = syncRoles(stack, gateway);
  const digestsOf = documentDigests(files);
  const archiveOf = syncArchives(handler);
  const names = gateway.sources.map(({ name }) => name);
  return syncs.map((known) => {
    const { name, sync, requirements } = known;
    const { hosts } = requirements;
    const url = publicUrl(gateway, { name, source: {} });
    const { run, watched } = buildSync(stack, gateway, {
      known,
      package: archiveOf({ config, name, hosts, directory, files: requirements.files }),
      digests: digestsOf(syncText({ config, name, hosts })),
      url,
      key,
      relay,
      source: sources[names.indexOf(sync.from)]!,
      deadLetters,
      roles,
    });
    azureSyncOutputs(stack, gateway, { known, run, url });
    return watched;
  });
};
