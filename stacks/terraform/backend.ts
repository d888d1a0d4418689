import type { Construct } from 'constructs';
import type { AzureDeployment, GcpDeployment } from '../../config/config.ts';
import { cdktf } from './cdktf.ts';

/**
 * Where Terraform keeps the state of a gateway: the bucket that the configuration names, or a file
 * `terraform.<stack>.tfstate` beside `cdktf.out`. It holds no secret. Both lock it while they change it.
 */
export const gcpBackend = (stack: Construct, gateway: string, { terraformState }: GcpDeployment): void => {
  if (!terraformState) return localBackend(stack, gateway, 'gcp');
  const { bucket, prefix = `sallyport/${gateway}` } = terraformState;
  new cdktf.GcsBackend(stack, { bucket, prefix });
};

/** The same on Azure: a blob, reached with the identity of whoever deploys, for accounts need not have keys. */
export const azureBackend = (stack: Construct, gateway: string, deployment: AzureDeployment): void => {
  const { subscriptionId, tenantId, terraformState } = deployment;
  if (!terraformState) return localBackend(stack, gateway, 'azure');
  new cdktf.AzurermBackend(stack, {
    resourceGroupName: terraformState.resourceGroup,
    storageAccountName: terraformState.storageAccount,
    containerName: terraformState.container,
    key: terraformState.key ?? `sallyport/${gateway}.tfstate`,
    subscriptionId,
    tenantId,
    useAzureadAuth: true,
  });
};

/**
 * The file that cdktf would take by itself, but by a relative path: its own has the path of this machine in it. Terraform runs in
 * `cdktf.out/stacks/<stack>`, which anybody may delete at any time.
 */
const localBackend = (stack: Construct, gateway: string, cloud: string): void => {
  new cdktf.LocalBackend(stack, { path: `../../../terraform.${gateway}-${cloud}.tfstate` });
};
