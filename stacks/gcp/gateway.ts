import type { CloudRunV2Service as Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { TerraformStack } from 'cdktf';
import type { GcpDeployment } from '../../config/config.ts';
import { bundleHandler, writeHandler } from '../bundle.ts';
import type { HandlerFiles } from '../bundle-cache.ts';
import { documentDigests, sourceDigests } from '../digests.ts';
import { type KnownSource, knownSources } from '../known-sources.ts';
import { knownSyncs } from '../known-syncs.ts';
import { checkOutputNames } from '../output-name.ts';
import { handlerArchives, sourceArchives } from '../server/archive.ts';
import { relayFiles, relayText } from '../source-package.ts';
import type { GatewayProps } from '../terraform/gateway-props.ts';
import { relayOutputs, sourceOutputs } from '../terraform/outputs.ts';
import { stackFolder } from '../terraform/stack-folder.ts';
import { type GatewayScope, gatewayScope } from './gateway-scope.ts';
import { gatewayMonitoring } from './monitoring.ts';
import { gcpNames } from './names.ts';
import { publicUrl } from './public-url.ts';
import { buildRelay, relayUrl } from './relay.ts';
import { type Shared, sharedParts } from './shared-parts.ts';
import { buildSource } from './source.ts';
import { buildSyncs } from './syncs.ts';

/**
 * A gateway on Google Cloud: a service with an account of its own for each source and each sync, one for the relay if there is one, and around them what
 * they share, and the outputs that say what to type into the vendor's form.
 *
 * A project has 100 service accounts unless Google is asked for more (docs.cloud.google.com/iam/quotas), one of which each
 * source takes, and each sync, and the relay, and each of its slots.
 *
 * @throws DeploymentError when the configuration can not be deployed; the message says what to do
 */
export const buildGateway = (stack: TerraformStack, deployment: GcpDeployment, props: GatewayProps): void => {
  const { config, directory } = props;
  checkOutputNames([...Object.keys(config.sources), ...Object.keys(config.sync)]);
  const gateway = gatewayScope(stack, {
    config,
    deployment,
    sources: knownSources(config, props.connectors),
    syncs: knownSyncs(config, props.connectors),
  });
  const shared = sharedParts(stack, gateway);
  // Beside the template: there the source map is found when a log names a line of the handler.
  const handler = stackFolder(stack, 'handler');
  const files = props.handler ?? bundleHandler('server');
  writeHandler(files, handler);
  const digestsOf = sourceDigests(files);
  const archiveOf = sourceArchives(handler);
  const sources = gateway.sources.map((known) => {
    const { name, requirements } = known;
    const { hosts } = requirements;
    const archive = archiveOf({ config, name, hosts, directory, files: requirements.files });
    addOutputs(stack, gateway, known, shared.trust?.platformCall ?? '');
    return buildSource(stack, { gateway, known, archive, digests: digestsOf({ config, name, hosts }), shared });
  });
  const syncs = buildSyncs(stack, gateway, { shared, sources, directory, handler, files });
  const relay = addRelay(stack, gateway, shared, { handler, files });
  gatewayMonitoring(stack, gateway, [
    ...sources.map(({ service }) => service),
    ...syncs,
    ...(relay === undefined ? [] : [relay]),
  ]);
};

interface Handler {
  /** The folder that it was written to. */
  readonly handler: string;
  readonly files: HandlerFiles;
}

/** @returns its service; `undefined` if there is no relay */
const addRelay = (
  stack: TerraformStack,
  gateway: GatewayScope,
  { packages, network, relay }: Shared,
  { handler, files }: Handler,
): Service | undefined => {
  const text = relayText(gateway.config);
  if (text === undefined || !relay) return undefined;
  relayOutputs(stack, gateway.config.relay!, relayUrl(gateway));
  return buildRelay({
    gateway,
    places: relay,
    archive: handlerArchives(handler)(relayFiles(text, handler)),
    digests: documentDigests(files)(text),
    packages,
    network,
  });
};

const addOutputs = (
  stack: TerraformStack,
  { config, deployment }: GatewayScope,
  known: KnownSource,
  platformCall: string,
): void => {
  const { name, source } = known;
  const { gateway } = config;
  sourceOutputs(stack, {
    config,
    known,
    host: 'gcp',
    url: publicUrl({ gateway, name, source, deployment }),
    secretName: gcpNames(gateway, deployment).secret(name).id,
    platformCall,
  });
};
