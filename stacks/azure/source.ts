import { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import type { KnownSource } from '../known-sources.ts';
import type { SourceArchive } from '../server/archive.ts';
import { stockImage } from '../server/image.ts';
import { startCommand } from '../server/start-script.ts';
import { UserAssignedIdentity } from './azurerm.ts';
import { containerApp, port } from './container-app.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { registryOf } from './image-registry.ts';
import { azureNames } from './names.ts';
import { grant, imagePuller } from './permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { type SourcePlaces, sourcePlaces } from './source-places.ts';
import { sourceTags } from './tags.ts';

/** What one source is made from. */
export interface SourceProps {
  readonly known: KnownSource;
  readonly package: SourceArchive;
  readonly digests: Digests;
  /** Where the vendor calls it. */
  readonly publicUrl: string;
  /** The gateway's key; `undefined` if no source needs it. */
  readonly key: GatewayKey | undefined;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
  /** Whose tokens are let in in the platform profile: text of `SALLYPORT_CALLERS`. */
  readonly callers: string | undefined;
  /** Where it is told that a job failed for good; `undefined` if the source has no job. */
  readonly deadLetters: string | undefined;
}

/**
 * Everything of one source, and only of it: identity, app, package, vault and state. Adding, changing or removing a source never touches
 * another's.
 */
export class Source extends Construct {
  /** How its handler is run, for jobs of it. */
  readonly run: AppRun;
  /** What its syncs use too. */
  readonly own: Pick<SourcePlaces, 'secret' | 'state'>;
  /** Resource id of the app that serves it. */
  readonly appId: string;

  /** @param gateway what all sources share, made in the same stack */
  constructor(scope: Construct, gateway: BuiltGateway, props: SourceProps) {
    const { known, publicUrl, digests, callers, deadLetters } = props;
    super(scope, known.name);
    const { config, deployment, resourceGroup } = gateway;
    const tags = sourceTags(config, known.name);
    const identity = new UserAssignedIdentity(this, 'Identity', {
      name: azureNames(config.gateway, deployment).identity(known.name),
      resourceGroupName: resourceGroup.name,
      location: deployment.location,
      tags,
    });
    const { places, ...own } = sourcePlaces(this, gateway, { ...props, identity });
    this.own = own;
    const { registry } = deployment;
    const image = deployment.image ?? stockImage;
    this.run = {
      identity,
      image,
      registry: registryOf(image),
      command: startCommand('azure'),
      environment: {
        SALLYPORT_HOST: 'azure',
        AZURE_CLIENT_ID: identity.clientId,
        PORT: String(port),
        SALLYPORT_PUBLIC_URL: publicUrl,
        ...Object.assign({}, ...places.map(({ environment }) => environment)),
        ...digests,
        ...(callers !== undefined && { SALLYPORT_CALLERS: callers }),
        ...(deadLetters !== undefined && { SALLYPORT_DEAD_LETTERS: deadLetters }),
      },
      tags,
      dependsOn: [
        ...places.flatMap(({ dependsOn }) => dependsOn),
        // An app whose image is refused is there all the same, but the provider does not note it: the next deployment would stumble over it
        // (github.com/hashicorp/terraform-provider-azurerm/issues/28511).
        ...(registry === undefined ? [] : [grant(this, 'ImageRole', imagePuller, registry, identity)]),
      ],
    };
    this.appId = containerApp(this, gateway, { name: known.name, run: this.run });
  }
}
