import type { AzureDeployment } from '../../config/config.ts';
import type { TerraformResources } from './terraform-resources.ts';

/** Something of the customer's own that a gateway uses, and what is done to it. */
export interface ExistingScope {
  readonly name: string;
  readonly use: string;
  readonly actions: readonly string[];
  /** Where it is given: the thing itself, wherever Azure lets roles be given on it. */
  readonly at: string;
  /** The resource group that it is in: a custom role can be made for nothing smaller. */
  readonly assignableIn: string;
}

const assignments = ['read', 'write', 'delete'].map((verb) => `Microsoft.Authorization/roleAssignments/${verb}`);
const definitions = ['read', 'write', 'delete'].map((verb) => `Microsoft.Authorization/roleDefinitions/${verb}`);
const network = 'Microsoft.Network/virtualNetworks';

/** The customer's own subnet, keys, registry and action group, as far as the configuration names them. */
export const existingScopes = (
  { subnet, actionGroup, encryptionKey, keyVault, registry }: AzureDeployment,
  resources: TerraformResources,
): readonly ExistingScope[] => {
  const hasNames = resources['azurerm_private_dns_zone_virtual_network_link'] !== undefined;
  const scope = (at: string, rest: Omit<ExistingScope, 'at' | 'assignableIn'>): ExistingScope => ({
    ...rest,
    at,
    assignableIn: groupOf(at),
  });
  return [
    ...(subnet === undefined
      ? []
      : [
          scope(hasNames ? subnet.replace(/\/subnets\/[^/]+$/, '') : subnet, {
            name: 'network',
            use: 'For the same identity, on your network: it puts apps into a subnet of it, and changes nothing.',
            actions: [
              `${network}/subnets/join/action`,
              `${network}/subnets/read`,
              ...(hasNames ? [`${network}/join/action`, `${network}/read`] : []),
            ],
          }),
        ]),
    ...(actionGroup === undefined
      ? []
      : [
          scope(actionGroup, {
            name: 'action-group',
            use: 'For the same identity, on your action group: alarms name it.',
            actions: ['Microsoft.Insights/actionGroups/read'],
          }),
        ]),
    ...(encryptionKey === undefined
      ? []
      : [
          scope(encryptionKey.replace(/\/keys\/[^/]+$/, ''), {
            name: 'encryption-key',
            use: 'For the same identity, on the vault of your key: it lets the storage account use the key.',
            actions: ['Microsoft.Authorization/roleDefinitions/read', 'Microsoft.KeyVault/vaults/read', ...assignments],
          }),
        ]),
    ...(registry === undefined
      ? []
      : [
          scope(registry, {
            name: 'registry',
            use: 'For the same identity, on the registry of your image: it lets sources fetch the image.',
            actions: ['Microsoft.Authorization/roleDefinitions/read', ...assignments],
          }),
        ]),
    ...(keyVault === undefined
      ? []
      : [
          // A role is defined in a group, and not in a vault.
          scope(groupOf(keyVault), {
            name: 'key-vault',
            use: "For the same identity, on the resource group of the gateway's key: it lets sources make and read the key.",
            actions: [...definitions, 'Microsoft.KeyVault/vaults/read', ...assignments].sort(),
          }),
        ]),
  ];
};

const groupOf = (id: string): string => id.split('/').slice(0, 5).join('/');
