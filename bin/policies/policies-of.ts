import type { DeployerPolicy } from '../../stacks/deployers/deployer-policy.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import { awsResources, type TemplateProps, terraformResources } from './template-resources.ts';

/** What is deployed, and by what. */
export interface PolicyProps extends TemplateProps {
  /** Of the bootstrap stack on AWS. @default - CDK's own */
  readonly qualifier?: string | undefined;
}

const byHost: Readonly<Record<CloudHost, (props: PolicyProps) => Promise<readonly DeployerPolicy[]>>> = {
  aws: async (props) => {
    const { awsPolicies } = await import('../../stacks/deployers/aws-policies.ts');
    return awsPolicies(props.config, await awsResources(props), props.qualifier);
  },
  gcp: async (props) => {
    const { gcpPolicies } = await import('../../stacks/deployers/gcp-policies.ts');
    return gcpPolicies(props.config, await terraformResources('gcp', props));
  },
  azure: async (props) => {
    const { azurePolicies } = await import('../../stacks/deployers/azure-policies.ts');
    return azurePolicies(props.config, await terraformResources('azure', props));
  },
};

/**
 * The rights of whoever deploys a gateway to a host, from what its templates have.
 *
 * @throws DeploymentError when the configuration can not be deployed there; the message says what to do
 */
export const policiesOf = (host: CloudHost, props: PolicyProps): Promise<readonly DeployerPolicy[]> =>
  byHost[host](props);
