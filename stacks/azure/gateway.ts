import type { TerraformStack } from 'cdktf';
import type { AzureDeployment } from '../../config/config.ts';
import { bundleHandler, writeHandler } from '../bundle.ts';
import type { HandlerFiles } from '../bundle-cache.ts';
import { type Digests, documentDigests, sourceDigests } from '../digests.ts';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, knownSources, needsGatewayKey } from '../known-sources.ts';
import { knownSyncs } from '../known-syncs.ts';
import { checkOutputNames } from '../output-name.ts';
import { handlerArchives, type SourceArchive, sourceArchives } from '../server/archive.ts';
import { relayFiles, relayText } from '../source-package.ts';
import type { GatewayProps } from '../terraform/gateway-props.ts';
import { stackFolder } from '../terraform/stack-folder.ts';
import { customerKey } from './encryption.ts';
import { appEnvironment } from './environment.ts';
import { type GatewayKey, gatewayKey } from './gateway-key.ts';
import type { BuiltGateway, GatewayScope } from './gateway-scope.ts';
import type { WatchedApp } from './host-alarms.ts';
import { firewallLogs, logWorkspace } from './logs.ts';
import { gatewayMonitoring } from './monitoring.ts';
import { gatewayNetwork } from './network.ts';
import { azureOutputs, azureRelayOutputs } from './outputs.ts';
import { publicUrl } from './public-url.ts';
import { type BuiltRelay, buildRelay } from './relay.ts';
import { type RelayPlaces, relayPlaces } from './relay-places.ts';
import { resourceGroup } from './resource-group.ts';
import { containerAppJobs, type DeadLetters, gatewayScheduler } from './schedules.ts';
import { Source } from './source.ts';
import { storageAccount } from './storage-account.ts';
import { buildSyncs } from './syncs.ts';
import { gatewayTags } from './tags.ts';
import { type VendorTrust, vendorTrust } from './trust.ts';

/**
 * A gateway on Azure: one app with an identity and a vault of its own for each source and each sync, and around them what they share, the environment they
 * run in and the storage account that their packages and their state are in.
 *
 * @throws DeploymentError when the configuration can not be deployed; the message says what to do
 */
export const buildGateway = (stack: TerraformStack, deployment: AzureDeployment, props: GatewayProps): void => {
  const { config } = props;
  checkOutputNames([...Object.keys(config.sources), ...Object.keys(config.sync)]);
  const scope: GatewayScope = {
    config,
    deployment,
    sources: knownSources(config, props.connectors),
    syncs: knownSyncs(config, props.connectors),
    resourceGroup: resourceGroup(stack, config, deployment),
    tags: gatewayTags(config),
  };
  const trust = vendorTrust(stack, scope);
  const gateway = shared(stack, scope);
  const deadLetters = gatewayScheduler(stack, gateway);
  const key = scope.sources.some(needsGatewayKey) || scope.syncs.length > 0 ? gatewayKey(stack, gateway) : undefined;
  const relay = relayPlaces(stack, gateway);
  const handler = stackFolder(stack, 'handler');
  const files = props.handler ?? bundleHandler('server');
  writeHandler(files, handler);
  const digestsOf = sourceDigests(files);
  const archiveOf = sourceArchives(handler);
  const sources = scope.sources.map((known) => {
    const { name, requirements } = known;
    const { hosts } = requirements;
    const archive = archiveOf({ config, name, hosts, directory: props.directory, files: requirements.files });
    const digests = digestsOf({ config, name, hosts });
    return addSource(stack, gateway, { known, archive, digests, key, relay, trust, deadLetters });
  });
  const syncs = buildSyncs(stack, gateway, {
    shared: { key, relay, deadLetters },
    sources: sources.map(({ own }) => own),
    directory: props.directory,
    handler,
    files,
  });
  const built = relay && addRelay(stack, gateway, relay, { handler, files });
  gatewayMonitoring(stack, gateway, [...sources.map(({ watched }) => watched), ...syncs], built?.appId);
};

/** What all sources share. */
const shared = (stack: TerraformStack, scope: GatewayScope): BuiltGateway => {
  const workspaceId = logWorkspace(stack, scope);
  const network = gatewayNetwork(stack, scope);
  if (network?.firewallId !== undefined) firewallLogs(stack, { ...scope, workspaceId }, network.firewallId);
  const environment = appEnvironment(stack, scope, { workspaceId, network });
  const key = customerKey(stack, scope);
  const account = storageAccount(stack, scope, { key, after: [environment.made] });
  return { ...scope, workspaceId, environment, storageAccount: account, customerKey: key };
};

interface SourceParts {
  readonly known: KnownSource;
  readonly archive: SourceArchive;
  readonly digests: Digests;
  readonly key: GatewayKey | undefined;
  readonly relay: RelayPlaces | undefined;
  readonly trust: VendorTrust | undefined;
  readonly deadLetters: DeadLetters | undefined;
}

/** A source that was made, for alarms and for its syncs. */
interface BuiltSource extends Pick<Source, 'own'> {
  readonly watched: WatchedApp;
}

const addSource = (stack: TerraformStack, gateway: BuiltGateway, parts: SourceParts): BuiltSource => {
  const { known, archive, digests, key, relay, trust, deadLetters } = parts;
  const url = publicUrl(gateway, known);
  const { name } = known;
  const jobs = jobsOf(known.source);
  const source = new Source(stack, gateway, {
    known,
    package: archive,
    digests,
    publicUrl: url,
    key,
    relay,
    callers: trust?.callers,
    deadLetters: jobs.length > 0 ? deadLetters?.url : undefined,
  });
  const { run, appId, own } = source;
  const jobIds = containerAppJobs(source, gateway, { name, jobs, run }, deadLetters);
  azureOutputs(stack, gateway, { known, run, url, platformCall: trust?.platformCall ?? '' });
  return { own, watched: { name, kind: 'source', appId, jobIds } };
};

interface Handler {
  /** The folder that it was written to. */
  readonly handler: string;
  readonly files: HandlerFiles;
}

const addRelay = (
  stack: TerraformStack,
  gateway: BuiltGateway,
  places: RelayPlaces,
  { handler, files }: Handler,
): BuiltRelay => {
  const text = relayText(gateway.config)!;
  const relay = buildRelay(gateway, {
    places,
    archive: handlerArchives(handler)(relayFiles(text, handler)),
    digests: documentDigests(files)(text),
  });
  azureRelayOutputs(stack, gateway, relay);
  return relay;
};
