import type { Construct } from 'constructs';
import { stockImage } from '../server/image.ts';
import { startCommand } from '../server/start-script.ts';
import { port } from './container-app.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { registryOf } from './image-registry.ts';
import { grant, imagePuller } from './permissions.ts';

/** What an app has of its own. */
export interface AppRunProps extends Pick<AppRun, 'identity' | 'environment' | 'tags' | 'dependsOn'> {
  /** Where it is called. */
  readonly url: string;
}

/** How the handler of an app is run, below its construct: by the same image and command as all of the gateway, with the right to pull it. */
export const appRun = (
  scope: Construct,
  { deployment }: BuiltGateway,
  { identity, url, environment, tags, dependsOn }: AppRunProps,
): AppRun => {
  const { registry } = deployment;
  const image = deployment.image ?? stockImage;
  return {
    identity,
    image,
    registry: registryOf(image),
    command: startCommand('azure'),
    environment: {
      SALLYPORT_HOST: 'azure',
      AZURE_CLIENT_ID: identity.clientId,
      PORT: String(port),
      SALLYPORT_PUBLIC_URL: url,
      ...environment,
    },
    tags,
    dependsOn: [
      ...dependsOn,
      // An app whose image is refused is there all the same, but the provider does not note it: the next deployment would stumble over it
      // (github.com/hashicorp/terraform-provider-azurerm/issues/28511).
      ...(registry === undefined ? [] : [grant(scope, 'ImageRole', imagePuller, registry, identity)]),
    ],
  };
};
