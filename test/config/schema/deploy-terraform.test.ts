import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

const gcp = (rest = '') =>
  `  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1${rest} }\n  aws:`;
const ids = 'subscriptionId: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-000000000002';
const azure = (rest = '') => `  azure: { ${ids}, location: westeurope${rest} }\n  aws:`;
const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme/providers';
const digest = `sha256:${'a9'.repeat(32)}`;

describe('Google Cloud', () => {
  testChanges(good, [
    ['by project and region is right', '  aws:', gcp()],
    [
      'with everything is right',
      '  aws:',
      gcp(
        `, logRetentionDays: 400, image: europe-west1-docker.pkg.dev/acme/base/node:24@${digest}, keySecret: projects/acme-gateway/secrets/acme-key, notificationChannels: [projects/acme-gateway/notificationChannels/123], kmsKey: projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme, subnetwork: projects/acme-network/regions/europe-west1/subnetworks/private, terraformState: { bucket: acme-terraform }`,
      ),
    ],
    [
      'has a number without quotes',
      '  aws:',
      gcp().replace('"123456789012"', '123456789012'),
      '20:48 deploy.gcp.projectNumber: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "123456789012".',
    ],
    [
      'has a region of AWS',
      '  aws:',
      gcp().replace('europe-west1', 'eu-west-1'),
      '20:72 deploy.gcp.region: must be the name of a region of Google Cloud | Write, for example: region: europe-west1',
    ],
    [
      'has an image by tag',
      '  aws:',
      gcp(', image: docker.io/library/node:24'),
      '20:93 deploy.gcp.image: must be an image by digest, its registry included: <registry>/<name>@sha256:<64 hexadecimal digits> | Write, for example: image: europe-west1-docker.pkg.dev/acme/base/node@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df',
    ],
    [
      'has a key of another region',
      '  aws:',
      gcp(', kmsKey: projects/acme-keys/locations/us-east1/keyRings/gateways/cryptoKeys/acme'),
      '20:94 deploy.gcp.kmsKey: is in another location than the gateway | Write, for example: kmsKey: projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme',
    ],
    [
      'has a subnetwork of another region',
      '  aws:',
      gcp(', subnetwork: projects/acme-network/regions/us-east1/subnetworks/private'),
      '20:98 deploy.gcp.subnetwork: is in another region than the gateway | Write, for example: subnetwork: projects/acme-network/regions/europe-west1/subnetworks/private',
    ],
    [
      'has an address of e-mail for a channel',
      '  aws:',
      gcp(', notificationChannels: [operators@acme.example]'),
      '20:109 deploy.gcp.notificationChannels[0]: must be the name of a channel, projects/<project>/notificationChannels/<number> | Write, for example: projects/acme-gateway/notificationChannels/1234567890123456789',
    ],
  ]);
});

describe('Azure', () => {
  testChanges(good, [
    ['by subscription, tenant and location is right', '  aws:', azure()],
    [
      'with everything is right',
      '  aws:',
      azure(
        `, resourceGroup: acme-gateways, logRetentionDays: 30, image: acme.azurecr.io/base/node@${digest}, registry: ${group}/Microsoft.ContainerRegistry/registries/acme, keyVault: ${group}/Microsoft.KeyVault/vaults/acme-key, actionGroup: ${group}/Microsoft.Insights/actionGroups/operators, encryptionKey: ${group}/Microsoft.KeyVault/vaults/acme-keys/keys/gateways, subnet: ${group}/Microsoft.Network/virtualNetworks/acme/subnets/gateways, terraformState: { resourceGroup: acme-terraform, storageAccount: acmeterraform, container: gateways }`,
      ),
    ],
    [
      'has a subscription by name',
      '  aws:',
      azure().replace('00000000-0000-4000-8000-000000000001', 'production'),
      '20:28 deploy.azure.subscriptionId: must be the id of a subscription: a GUID | Write, for example: subscriptionId: 00000000-0000-4000-8000-000000000001',
    ],
    [
      'has a location in words',
      '  aws:',
      azure().replace('westeurope', '"West Europe"'),
      '20:124 deploy.azure.location: must be the name of a location, in lower case and without spaces | Write, for example: location: westeurope',
    ],
    [
      'keeps logs too short',
      '  aws:',
      azure(', logRetentionDays: 7'),
      '20:154 deploy.azure.logRetentionDays: must be at least 30 | Write, for example: logRetentionDays: 90',
    ],
    [
      'has a vault by its address',
      '  aws:',
      azure(', keyVault: https://acme-key.vault.azure.net/'),
      '20:146 deploy.azure.keyVault: must be the resource id of one, /subscriptions/…/providers/Microsoft.KeyVault/vaults/<name> | Write, for example: keyVault: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-keys/providers/Microsoft.KeyVault/vaults/acme-key',
    ],
    [
      'has a registry without an image of it',
      '  aws:',
      azure(`, registry: ${group}/Microsoft.ContainerRegistry/registries/acme`),
      '20:146 deploy.azure.registry: has no use without an image of a registry of Azure, <registry>.azurecr.io/<name>@sha256:<digest> | Write, for example: registry: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-images/providers/Microsoft.ContainerRegistry/registries/acme',
    ],
    [
      'has a version of a key',
      '  aws:',
      azure(`, encryptionKey: ${group}/Microsoft.KeyVault/vaults/acme-keys/keys/gateways/0123456789abcdef`),
      '20:151 deploy.azure.encryptionKey: must be the resource id of one, /subscriptions/…/providers/Microsoft.KeyVault/vaults/<name>/keys/<name> | Write, for example: encryptionKey: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-keys/providers/Microsoft.KeyVault/vaults/acme-keys/keys/gateways',
    ],
  ]);
});

describe('a vendor on other clouds', () => {
  const google = "    googleServiceAccount: { uniqueId: '104200000000000000000', audience: gateway";
  testChanges(good, [
    [
      'has a service account with its address, which is right',
      '    jwt:',
      `${google}, email: caller@elimity-prod.iam.gserviceaccount.com }\n    jwt:`,
    ],
    [
      'has an address that is no service account',
      '    jwt:',
      `${google}, email: operators@elimity.com }\n    jwt:`,
      '6:90 vendor.identity.googleServiceAccount.email: must be the address of a service account | Write, for example: email: gateway-caller@elimity-prod.iam.gserviceaccount.com',
    ],
  ]);
});
