import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import type { AzureDeployment, Config, SourceConfig } from '../../../config/config.ts';
import { AzurermProvider } from '../../../stacks/azure/azurerm.ts';
import type { BuiltGateway } from '../../../stacks/azure/gateway-scope.ts';
import { gatewayTags } from '../../../stacks/azure/tags.ts';
import { knownSources } from '../../../stacks/known-sources.ts';
import { cdktf } from '../../../stacks/terraform/cdktf.ts';
import { bearer, testConnector } from '../aws/configurations.ts';

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const group = `/subscriptions/${subscriptionId}/resourceGroups/acme-gateway`;

/** Resource ids of what the rest of a gateway makes. */
export const ids = {
  group,
  workspace: `${group}/providers/Microsoft.OperationalInsights/workspaces/acme-logs`,
  environment: `${group}/providers/Microsoft.App/managedEnvironments/acme-gateway`,
  account: `${group}/providers/Microsoft.Storage/storageAccounts/acme12345678`,
  actionGroup: `${group}/providers/Microsoft.Insights/actionGroups/operators`,
  vault: `${group}/providers/Microsoft.KeyVault/vaults/acme-12345678`,
  app: (source: string) => `${group}/providers/Microsoft.App/containerApps/acme-${source}`,
  identity: (source: string) => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-${source}`,
  subnet: `/subscriptions/${subscriptionId}/resourceGroups/acme-network/providers/Microsoft.Network/virtualNetworks/acme/subnets/apps`,
};

/** A configuration for Azure. */
export const azureConfiguration = (
  sources: Record<string, SourceConfig>,
  azure: Partial<AzureDeployment> = {},
  rest: Partial<Config> = {},
): Config => ({
  gateway: 'acme',
  vendor: bearer,
  sources,
  monitoring: { dashboard: false },
  tags: { team: 'identity' },
  deploy: {
    azure: {
      subscriptionId,
      tenantId: '00000000-0000-4000-8000-000000000002',
      location: 'westeurope',
      logRetentionDays: 90,
      ...azure,
    },
  },
  ...rest,
});

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever the provider says it is
export type Resources = Readonly<Record<string, Readonly<Record<string, Record<string, any>>>>>;

/** A part of a gateway in a stack of its own, where everything else of it is there already. */
export const edgeStack = (
  config: Config,
  build: (stack: TerraformStack, gateway: BuiltGateway) => void,
): { readonly folder: string; readonly resources: Resources } => {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-azure-'));
  const app = new cdktf.App({ outdir });
  const stack = new cdktf.TerraformStack(app, 'edge');
  new AzurermProvider(stack, 'azurerm', { subscriptionId, storageUseAzuread: true, features: [{}] });
  build(stack, {
    config,
    deployment: config.deploy.azure!,
    sources: knownSources(config, [testConnector]),
    resourceGroup: { name: 'acme-gateway', id: group },
    tags: gatewayTags(config),
    workspaceId: ids.workspace,
    environment: { id: ids.environment, domain: 'example.westeurope.azurecontainerapps.io' },
    storageAccount: { id: ids.account, name: 'acme12345678' },
  });
  app.synth();
  const folder = join(outdir, 'stacks', 'edge');
  return { folder, resources: JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')).resource ?? {} };
};

/** How many resources of each type there are. */
export const counts = (resources: Resources): Record<string, number> =>
  Object.fromEntries(Object.entries(resources).map(([type, made]) => [type, Object.keys(made).length]));

/** The resources of one type, without what cdktf notes about itself. */
export const made = (resources: Resources, type: string): Record<string, unknown>[] =>
  Object.values(resources[type] ?? {}).map(({ '//': _, ...rest }) => rest);
