import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import type { Config } from '../../config/config.ts';
import type { Connector } from '../../connectors/connector.ts';
import { bundleHandler, writeHandler } from '../bundle.ts';
import type { HandlerFiles } from '../bundle-cache.ts';
import { type Digests, documentDigests } from '../digests.ts';
import { type KnownSource, knownSources, needsGatewayKey } from '../known-sources.ts';
import { layOut, layOutSource, relayFiles, relayText, sourceText } from '../source-package.ts';
import { bound } from './bound.ts';
import { core } from './cdk.ts';
import { gatewayKey } from './gateway-key.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayMonitoring } from './monitoring.ts';
import { gatewayNetwork } from './network.ts';
import { checkOutputs, networkOutput, relayOutputs, sourceOutputs, vendorOutput } from './outputs.ts';
import { RelayStack } from './relay.ts';
import type { RelayReach } from './relay-places.ts';
import { relayName } from './relay-queues.ts';
import { gatewayScheduler } from './schedules.ts';
import { SourceStack } from './source.ts';
import { tag } from './tag.ts';
import { vendorRole } from './trust.ts';

/** What a gateway on AWS is made from. */
export interface GatewayProps {
  /** The checked configuration, as `loadConfig` gives it. */
  readonly config: Config;
  /** The folder of the configuration file: paths in the configuration are relative to it. */
  readonly directory: string;
  /** @default - all connectors of this package */
  readonly connectors?: readonly Connector[];
  /**
   * A handler that is bundled already.
   *
   * @default - this package's handler, bundled now
   */
  readonly handler?: HandlerFiles;
}

interface WrittenHandler {
  readonly folder: string;
  readonly digestsOf: (document: string) => Digests;
}

/**
 * A gateway on AWS: one nested stack for each source and one for the relay, if there is one, and in the stack around them what they share: the role that
 * the vendor assumes (in the platform profile), the gateway's key, its network and its queue of dead letters, as far as they are needed, and the outputs that say what
 * to type into the vendor's form.
 *
 * It fits into any stack; account and region are that stack's. While nobody calls it costs $0.40 a month for each secret
 * (aws.amazon.com/secrets-manager/pricing, November 2026), and nothing else that `network`, `relay`, `alarmTopic` and `monitoring.dashboard` do not ask for.
 *
 * @throws DeploymentError when the configuration can not be deployed; the message says what to do
 * @example
 * const config = loadConfig('sallyport.yaml', connectors);
 * new Gateway(new Stack(app, 'acme-gateway'), 'Gateway', { config, directory: '.' });
 */
export class Gateway extends Construct {
  /** The URL that the vendor calls, by the name of the source. */
  readonly urls: Readonly<Record<string, string>>;
  /** The ARN of the role that the vendor assumes; `undefined` in the bearer profile. */
  readonly vendorRoleArn: string | undefined;
  /** The ARN of the secret with the gateway's key; `undefined` if no source needs it. */
  readonly keySecretArn: string | undefined;
  /** Where agents and registrars call; `undefined` without a relay. */
  readonly relayUrl: string | undefined;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    const { config } = props;
    const deployment = config.deploy.aws;
    const sources = knownSources(config, props.connectors);
    checkOutputs(config);
    tag(this, { ...config.tags, gateway: config.gateway });
    if (deployment?.permissionsBoundary) bound(this, deployment.permissionsBoundary);
    this.vendorRoleArn = config.vendor.profile === 'platform' ? this.#trust(config) : undefined;
    const needsKey = sources.some(needsGatewayKey);
    this.keySecretArn = needsKey ? gatewayKey(this, config) : undefined;
    const network = gatewayNetwork(this, { config, deployment, sources });
    const shared = {
      config,
      deployment,
      sources,
      vendorRoleArn: this.vendorRoleArn,
      keySecretArn: this.keySecretArn,
      network,
      scheduler: gatewayScheduler(this, sources, {
        gateway: config.gateway,
        customerKeyArn: deployment?.kmsKey,
        isIpv6: network?.isIpv6 === true,
      }),
    };
    networkOutput(this, network);
    const files = props.handler ?? bundleHandler('aws');
    const handler: WrittenHandler = { folder: this.#write(files), digestsOf: documentDigests(files) };
    const relay = this.#relay(shared, handler);
    this.relayUrl = relay?.url;
    const gatewayScope: GatewayScope = { ...shared, relay: relay?.reach };
    this.urls = Object.fromEntries(
      sources.map((known) => [known.name, this.#add(known, handler, props.directory, gatewayScope)]),
    );
    gatewayMonitoring(this, gatewayScope);
  }

  #trust({ gateway, vendor, deploy }: Config): string {
    const { roleArn } = vendorRole(this, { gateway, vendor, oidcProviders: deploy.aws?.oidcProviders ?? [] });
    vendorOutput(this, vendor, roleArn);
    return roleArn;
  }

  #relay(
    gatewayScope: Omit<GatewayScope, 'relay'>,
    { folder, digestsOf }: WrittenHandler,
  ): { readonly url: string; readonly reach: RelayReach } | undefined {
    const { config } = gatewayScope;
    const text = relayText(config);
    if (!config.relay || text === undefined) return undefined;
    const code = this.#folder(relayName);
    layOut(relayFiles(text, folder), code);
    const { url, reach } = new RelayStack(this, { gatewayScope, code, digests: digestsOf(text) });
    relayOutputs(this, config.relay, url);
    return { url, reach };
  }

  #add(known: KnownSource, handler: WrittenHandler, directory: string, gatewayScope: GatewayScope): string {
    const { name, source, requirements } = known;
    const { config } = gatewayScope;
    const code = this.#folder('sources', name);
    const { hosts, files } = requirements;
    layOutSource({ config, name, hosts, directory, handler: handler.folder, files }, code);
    const digests = handler.digestsOf(sourceText({ config, name, hosts }));
    const { url } = new SourceStack(this, { gatewayScope, known, code, digests });
    sourceOutputs(this, config, known, url);
    return source.publicUrl ?? url;
  }

  /** Once for all sources, and into the assembly: there the source map is found when a log names a line of the handler. */
  #write(handler: HandlerFiles): string {
    const folder = this.#folder('handler');
    writeHandler(handler, folder);
    return folder;
  }

  /** An empty folder of this gateway in the cloud assembly. */
  #folder(...path: string[]): string {
    const folder = join(core.Stage.of(this)!.outdir, 'sallyport', this.node.addr, ...path);
    rmSync(folder, { recursive: true, force: true });
    return folder;
  }
}
