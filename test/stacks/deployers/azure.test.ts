import { describe, expect, test } from 'vitest';
import type { AzureDeployment } from '../../../config/config.ts';
import { azureNames } from '../../../stacks/azure/names.ts';
import { azureRights } from '../../../stacks/deployers/azure.ts';
import { builtInRoles } from '../../../stacks/deployers/azure-condition.ts';
import { azurePolicies } from '../../../stacks/deployers/azure-policies.ts';
import type { TerraformResources } from '../../../stacks/deployers/terraform-resources.ts';
import { bearer, jwt, platform, proxied, source } from '../aws/configurations.ts';
import { configuration, encryptionKey, resourceId, subscriptionId } from '../azure/configurations.ts';
import { synthesize } from '../azure/synthesize.ts';
import { terraformResources } from './snapshots.ts';

interface Role {
  readonly Name: string;
  readonly Actions: readonly string[];
  readonly DataActions: readonly string[];
  readonly AssignableScopes: readonly string[];
}

// Snapshots leave out what has tests of its own: the vendor's application and the dashboard.
const rest = synthesize(
  configuration(platform({ jwt }), { people: proxied() }, {}, { monitoring: { dashboard: true } }),
).document.resource as TerraformResources;
const gateways = [...terraformResources('azure'), rest];
const types = [...new Set(gateways.flatMap((resources) => Object.keys(resources)))].sort();
const everyType: TerraformResources = Object.assign({}, ...gateways);

const policiesOf = (resources: TerraformResources, azure: Partial<AzureDeployment> = {}) =>
  azurePolicies(configuration(bearer, { people: source() }, azure), resources);
const named = (name: string, ...args: Parameters<typeof policiesOf>) => {
  const policy = policiesOf(...args).find((each) => each.name === `acme-azure-${name}`);
  return { role: policy?.document as Role, commands: policy?.commands ?? [] };
};

describe('what is covered', () => {
  test('rights are known for every type of every snapshot, and for none that no gateway has', () => {
    expect(types).toEqual(Object.keys(azureRights).sort());
    expect(types.length).toBeGreaterThan(35);
  });

  test('of another type or another role nothing is made up', () => {
    expect(() => policiesOf({ azurerm_virtual_machine: {} })).toThrow(
      /No rights are known for azurerm_virtual_machine/,
    );
    const owner = { azurerm_role_assignment: { Any: { role_definition_name: 'Owner' } } };
    expect(() => policiesOf(owner)).toThrow(/The id of role Owner is not known/);
  });

  test('every role that any gateway gives may be given, those that it defines by the ids that templates have', () => {
    for (const resources of gateways) {
      const [assign] = named('deployer', resources).commands.filter((command) => command.includes('--condition '));
      for (const { role_definition_name: name } of Object.values(resources['azurerm_role_assignment'] ?? {})) {
        if (name !== undefined) expect(assign).toContain(builtInRoles[String(name)]);
      }
      for (const { role_definition_id: id } of Object.values(resources['azurerm_role_definition'] ?? {})) {
        expect(assign).toContain(String(id));
      }
    }
  });

  test('with the vendor in Entra the permission of Graph comes too', () => {
    expect(policiesOf(rest).at(-1)).toMatchObject({
      name: 'acme-azure-graph',
      document: [
        {
          resourceAppId: '00000003-0000-0000-c000-000000000000',
          resourceAccess: [{ id: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', type: 'Role' }],
        },
      ],
    });
  });

  test('what is the customer’s own has roles of its own, on just that', () => {
    const vault = resourceId('acme-old', 'Microsoft.KeyVault/vaults/acme-key');
    const subnet = resourceId('acme-network', 'Microsoft.Network/virtualNetworks/acme/subnets/gateways');
    const actionGroup = resourceId('acme-operations', 'Microsoft.Insights/actionGroups/operators');
    const registry = resourceId('acme-images', 'Microsoft.ContainerRegistry/registries/acme');
    const existing = { encryptionKey, keyVault: vault, subnet, actionGroup, registry };
    const scopes = Object.fromEntries(
      policiesOf({}, existing).map(({ name, commands }) => [name, /--scope (\S+)/.exec(commands.at(-1)!)?.[1]]),
    );
    expect(scopes).toMatchObject({
      'acme-azure-network': subnet,
      'acme-azure-action-group': actionGroup,
      'acme-azure-registry': registry,
      'acme-azure-encryption-key': resourceId('acme-keys', 'Microsoft.KeyVault/vaults/acme-keys'),
      'acme-azure-key-vault': `/subscriptions/${subscriptionId}/resourceGroups/acme-old`,
    });
    expect(named('network', {}, existing).role.Actions.filter((action) => /write|delete/.test(action))).toEqual([]);
    const links = { azurerm_private_dns_zone_virtual_network_link: {} };
    expect(named('network', links, existing).commands.at(-1)).toContain(`--scope ${subnet.split('/subnets/')[0]}`);
    for (const name of ['encryption-key', 'key-vault', 'registry']) {
      expect(named(name, everyType, existing).commands.at(-1)).toContain('--condition-version 2.0');
    }
  });
});

describe('what is not', () => {
  const roles = policiesOf(everyType, { resourceGroup: 'acme-gateways', encryptionKey })
    .filter(({ name }) => name !== 'acme-azure-graph')
    .map(({ document }) => document as Role);
  const actions = roles.flatMap(({ Actions, DataActions }) => [...Actions, ...DataActions]);

  test('no wildcard, no key of a storage account, no secret, and no data but packages', () => {
    const forbidden =
      /\*|storageAccounts\/(listKeys|regenerateKey|listAccountSas)|vaults\/(secrets|keys)|elevateAccess/i;
    expect(actions.filter((action) => forbidden.test(action))).toEqual([]);
    const data = roles.filter(({ DataActions }) => DataActions.length > 0);
    expect(data.map(({ Name }) => Name)).toEqual([expect.stringContaining('packages')]);
    expect(data.map(({ Actions }) => Actions)).toEqual([[]]);
  });

  test('who may give roles may give them under the condition alone: these, and to software', () => {
    for (const { commands, document } of policiesOf(everyType, { encryptionKey })) {
      const may = JSON.stringify(document).includes('roleAssignments/write');
      const assigning = commands.filter((command) => command.startsWith('az role assignment create'));
      for (const command of assigning) {
        const isBound = /@Request\[[^\]]+:RoleDefinitionId\] ForAnyOfAnyValues:GuidEquals/.test(command);
        expect(isBound).toBe(may);
        if (may)
          expect(command).toContain("PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}");
      }
    }
  });

  test('conditions have as many brackets open as closed, and nothing that a shell would touch', () => {
    for (const { commands } of policiesOf(everyType, { encryptionKey })) {
      for (const condition of commands.flatMap((command) => /--condition "([^"]+)"/.exec(command)?.[1] ?? [])) {
        for (const [open, close] of ['()', '[]', '{}']) {
          expect(condition.split(open!).length).toBe(condition.split(close!).length);
        }
        expect(condition).not.toMatch(/[$`\\]/);
      }
    }
  });

  test('packages are in containers that state is not in', () => {
    const { packageContainer, stateContainer } = azureNames('acme', { subscriptionId });
    const [, prefix] = /containers:name\] StringStartsWith '([^']+)'/.exec(
      named('packages', everyType).commands.at(-1)!,
    )!;
    expect(packageContainer('people').startsWith(prefix!)).toBe(true);
    expect(stateContainer('people').startsWith(prefix!)).toBe(false);
  });

  test('a gateway without a network has no right of networks, and one without roles of its own defines none', () => {
    const small = named('deployer', terraformResources('azure').find((each) => !each['azurerm_role_definition'])!);
    expect(
      small.role.Actions.filter((action) => /privateDns|azureFirewalls|roleDefinitions\/write/.test(action)),
    ).toEqual([]);
  });
});

describe('where', () => {
  test('on the resource group that the configuration names, and what is not there on the subscription', () => {
    const group = `/subscriptions/${subscriptionId}/resourceGroups/acme-gateways`;
    const { role, commands } = named('deployer', everyType, { resourceGroup: 'acme-gateways' });
    expect(role.AssignableScopes).toEqual([group]);
    expect(commands.at(-1)).toContain(`--scope ${group} `);
    const onSubscription = named('subscription', everyType, { resourceGroup: 'acme-gateways' }).role;
    expect(onSubscription).toMatchObject({
      AssignableScopes: [`/subscriptions/${subscriptionId}`],
      Actions: [
        'Microsoft.KeyVault/locations/deletedVaults/purge/action',
        'Microsoft.KeyVault/locations/deletedVaults/read',
        'Microsoft.OperationalInsights/deletedWorkspaces/read',
      ],
    });
  });

  test('on the subscription where the gateway makes its group', () => {
    const { role } = named('deployer', everyType);
    expect(role.AssignableScopes).toEqual([`/subscriptions/${subscriptionId}`]);
    expect(role.Actions).toContain('Microsoft.OperationalInsights/deletedWorkspaces/read');
    expect(named('subscription', everyType).role).toBeUndefined();
  });

  test('every namespace is registered that an action is of', () => {
    const { commands } = named('deployer', everyType);
    expect(commands.filter((command) => command.startsWith('az provider register'))).toEqual(
      ['App', 'Insights', 'KeyVault', 'ManagedIdentity', 'Network', 'OperationalInsights', 'Storage'].map(
        (name) => `az provider register --namespace Microsoft.${name}`,
      ),
    );
  });
});
