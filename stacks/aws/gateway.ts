import { Construct } from 'constructs';
import type { Config } from '../../config/config.ts';
import type { Connector } from '../../connectors/connector.ts';
import { bundleHandler } from '../bundle.ts';
import type { HandlerFiles } from '../bundle-cache.ts';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, knownSources, needsGatewayKey } from '../known-sources.ts';
import { type KnownSync, knownSyncs } from '../known-syncs.ts';
import { layOut, layOutSource, layOutSync, relayFiles, relayText, sourceText, syncText } from '../source-package.ts';
import { bound } from './bound.ts';
import { gatewayKey } from './gateway-key.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { type HandlerFolders, handlerFolders } from './handler-folders.ts';
import { gatewayMonitoring } from './monitoring.ts';
import { gatewayNetwork } from './network.ts';
import { checkOutputs, networkOutput, relayOutputs, sourceOutputs, syncOutputs, vendorOutput } from './outputs.ts';
import { RelayStack } from './relay.ts';
import type { RelayReach } from './relay-places.ts';
import { relayName } from './relay-queues.ts';
import { gatewayScheduler } from './schedules.ts';
import { SourceStack } from './source.ts';
import { SyncStack } from './sync.ts';
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

/**
 * A gateway on AWS: one nested stack for each source and each sync and one for the relay, if there is one, and in the stack around them what they share: the role that
 * the vendor assumes (in the platform profile), the gateway's key, its network and its queue of dead letters, as far as they are needed, and the outputs that say what
 * to type into the vendor's form.
 *
 * It fits into any stack; account and region are that stack's. While nobody calls it costs $0.40 a month for each secret
 * (aws.amazon.com/secrets-manager/pricing, November 2026), and nothing else that `network`, `relay`, `sync`, `alarmTopic` and `monitoring.dashboard` do not ask for.
 *
 * @throws DeploymentError when the configuration can not be deployed; the message says what to do
 * @example
 * const config = loadConfig('sallyport.yaml', connectors);
 * new Gateway(new Stack(app, 'acme-gateway'), 'Gateway', { config, directory: '.' });
 */
export class Gateway extends Construct {
  /** The URL that the vendor calls, by the name of the source. */
  readonly urls: Readonly<Record<string, string>>;
  /** Where webhooks, and servers that users sign in at, call, by the name of the sync: of those syncs that anybody calls. */
  readonly syncUrls: Readonly<Record<string, string>>;
  /** The ARN of the role that the vendor assumes; `undefined` in the bearer profile. */
  readonly vendorRoleArn: string | undefined;
  /** The ARN of the secret with the gateway's key; `undefined` if no source and no sync needs it. */
  readonly keySecretArn: string | undefined;
  /** Where agents and registrars call; `undefined` without a relay. */
  readonly relayUrl: string | undefined;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    const { config } = props;
    const deployment = config.deploy.aws;
    const sources = knownSources(config, props.connectors);
    const syncs = knownSyncs(config, props.connectors);
    checkOutputs(config);
    tag(this, { ...config.tags, gateway: config.gateway });
    if (deployment?.permissionsBoundary) bound(this, deployment.permissionsBoundary);
    this.vendorRoleArn = config.vendor.profile === 'platform' ? this.#trust(config) : undefined;
    const needsKey = sources.some(needsGatewayKey) || syncs.length > 0;
    this.keySecretArn = needsKey ? gatewayKey(this, config) : undefined;
    const network = gatewayNetwork(this, { config, deployment, sources, syncs });
    const hasJobs = sources.some(({ source }) => jobsOf(source).length > 0) || syncs.length > 0;
    const shared = {
      config,
      deployment,
      sources,
      syncs,
      vendorRoleArn: this.vendorRoleArn,
      keySecretArn: this.keySecretArn,
      network,
      scheduler: hasJobs
        ? gatewayScheduler(this, {
            gateway: config.gateway,
            customerKeyArn: deployment?.kmsKey,
            isIpv6: network?.isIpv6 === true,
          })
        : undefined,
    };
    networkOutput(this, network);
    const folders = handlerFolders(this, props.handler ?? bundleHandler('aws'));
    const relay = this.#relay(shared, folders);
    this.relayUrl = relay?.url;
    const gatewayScope: GatewayScope = { ...shared, relay: relay?.reach };
    const stacks = new Map(
      sources.map((known) => [known.name, this.#source(known, folders, props.directory, gatewayScope)]),
    );
    this.urls = Object.fromEntries(
      sources.map(({ name, source }) => [name, source.publicUrl ?? stacks.get(name)!.url]),
    );
    this.syncUrls = Object.fromEntries(
      syncs.flatMap((known) => {
        const { url } = this.#sync(known, stacks.get(known.sync.from)!, folders, props.directory, gatewayScope);
        return url ? [[known.name, url]] : [];
      }),
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
    { handler, digestsOf, empty }: HandlerFolders,
  ): { readonly url: string; readonly reach: RelayReach } | undefined {
    const { config } = gatewayScope;
    const text = relayText(config);
    if (!config.relay || text === undefined) return undefined;
    const code = empty(relayName);
    layOut(relayFiles(text, handler), code);
    const { url, reach } = new RelayStack(this, { gatewayScope, code, digests: digestsOf(text) });
    relayOutputs(this, config.relay, url);
    return { url, reach };
  }

  #source(known: KnownSource, folders: HandlerFolders, directory: string, gatewayScope: GatewayScope): SourceStack {
    const { config } = gatewayScope;
    const { name, requirements } = known;
    const { hosts, files } = requirements;
    const code = folders.empty('sources', name);
    layOutSource({ config, name, hosts, directory, handler: folders.handler, files }, code);
    const digests = folders.digestsOf(sourceText({ config, name, hosts }));
    const stack = new SourceStack(this, { gatewayScope, known, code, digests });
    sourceOutputs(this, config, known, stack.url);
    return stack;
  }

  #sync(
    known: KnownSync,
    { places }: SourceStack,
    folders: HandlerFolders,
    directory: string,
    gatewayScope: GatewayScope,
  ): SyncStack {
    const { config } = gatewayScope;
    const { name, requirements } = known;
    const { hosts, files } = requirements;
    const code = folders.empty('syncs', name);
    layOutSync({ config, name, hosts, directory, handler: folders.handler, files }, code);
    const digests = folders.digestsOf(syncText({ config, name, hosts }));
    const stack = new SyncStack(this, { gatewayScope, known, source: places, code, digests });
    syncOutputs(this, config, known, stack.url);
    return stack;
  }
}
