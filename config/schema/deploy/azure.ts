import * as z from 'zod';
import { text, textLike } from '../text.ts';
import { image } from './image.ts';

const guid = (form: string, description: string, example: string) =>
  textLike(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, form, description, example).overwrite((id) =>
    id.toLowerCase(),
  );

/** The id of one resource. Azure does not look at the case of it, except in what people named. */
const resourceId = (type: string, description: string, example: string) =>
  textLike(
    new RegExp(
      `^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[\\w().-]{1,90}/providers/${type.replaceAll('.', '\\.').replaceAll('/*', '/[\\w.-]+')}$`,
    ),
    `the resource id of one, /subscriptions/…/providers/${type.replaceAll('/*', '/<name>')}`,
    description,
    `/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/${example}`,
  );

const terraformState = z
  .strictObject({
    resourceGroup: text('The resource group of the storage account.', 'acme-terraform'),
    storageAccount: textLike(/^[a-z0-9]{3,24}$/, 'the name of a storage account', 'The account.', 'acmeterraform'),
    container: textLike(/^[a-z0-9](-?[a-z0-9]){2,62}$/, 'the name of a container', 'The container.', 'gateways'),
    key: text('The blob. Default: <gateway>.tfstate.', 'acme.tfstate').optional(),
  })
  .meta({
    description:
      'Where Terraform keeps its state, which it reaches with your own sign-in and no key of the account. It holds no secret. Default: a ' +
      'file in the working directory.',
    examples: [{ resourceGroup: 'acme-terraform', storageAccount: 'acmeterraform', container: 'gateways' }],
  });

/** Where on Azure, and with what of the customer's own. */
export const azure = z
  .strictObject({
    subscriptionId: guid(
      'the id of a subscription: a GUID',
      'The subscription.',
      '00000000-0000-4000-8000-000000000001',
    ),
    tenantId: guid(
      'the id of a tenant: a GUID',
      "The subscription's own Entra tenant: az account show --query tenantId.",
      '00000000-0000-4000-8000-000000000002',
    ),
    location: textLike(
      /^[a-z]+[a-z0-9]*$/,
      'the name of a location, in lower case and without spaces',
      'The location to deploy to. All data stays in it.',
      'westeurope',
    ),
    resourceGroup: textLike(
      /^[\w().-]{0,89}[\w()-]$/,
      'the name of a resource group',
      'A resource group that is there already. Default: <gateway>-gateway is made.',
      'acme-gateways',
    ).optional(),
    logRetentionDays: z
      .int()
      .min(30)
      .max(730)
      .meta({ description: 'How many days logs are kept.', examples: [90] })
      .default(90),
    image,
    registry: resourceId(
      'Microsoft.ContainerRegistry/registries/*',
      'The container registry that image is in, which the deployment then lets the sources fetch it from. Default: you let them (docs/image.md).',
      'acme-images/providers/Microsoft.ContainerRegistry/registries/acme',
    ).optional(),
    keyVault: resourceId(
      'Microsoft.KeyVault/vaults/*',
      "The key vault with the gateway's key, if an earlier deployment left one: pseudonyms stay what they were. Default: one is made if " +
        'a source is served by proxy, or needs tokens.',
      'acme-keys/providers/Microsoft.KeyVault/vaults/acme-key',
    ).optional(),
    actionGroup: resourceId(
      'Microsoft.Insights/actionGroups/*',
      'The action group that hears every alarm. Default: there are none; the log says it.',
      'acme-operations/providers/Microsoft.Insights/actionGroups/operators',
    ).optional(),
    encryptionKey: resourceId(
      'Microsoft.KeyVault/vaults/*/keys/*',
      'Your own key, in a vault with purge protection and roles (not access policies), for state, bundle and queues. Default: keys that ' +
        'Microsoft manages. Secrets are in key vaults, which have keys of their own.',
      'acme-keys/providers/Microsoft.KeyVault/vaults/acme-keys/keys/gateways',
    ).optional(),
    subnet: resourceId(
      'Microsoft.Network/virtualNetworks/*/subnets/*',
      'A subnet of yours, delegated to Microsoft.App/environments, that the apps are put into, so that they reach what it reaches. Its ' +
        'ways out are yours. Default: what network says.',
      'acme-network/providers/Microsoft.Network/virtualNetworks/acme/subnets/gateways',
    ).optional(),
    terraformState: terraformState.optional(),
  })
  .refine(({ image: name, registry }) => registry === undefined || name?.split('/')[0]?.endsWith('.azurecr.io'), {
    error: 'has no use without an image of a registry of Azure, <registry>.azurecr.io/<name>@sha256:<digest>',
    path: ['registry'],
  })
  .meta({
    description: 'Where on Azure.',
    examples: [
      {
        subscriptionId: '00000000-0000-4000-8000-000000000001',
        tenantId: '00000000-0000-4000-8000-000000000002',
        location: 'westeurope',
      },
    ],
  });
