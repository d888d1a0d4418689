import type { Config, GcpDeployment } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { gcpNames } from '../gcp/names.ts';
import type { DeployerPolicy } from './deployer-policy.ts';
import { type GcpRights, gcpRights } from './gcp.ts';
import { type TerraformResources, textsOf } from './terraform-resources.ts';

const member = '<member>';

/** IAM counts `||` in an expression, and takes 12 (docs.cloud.google.com/iam/quotas). */
const comparisons = 13;

/**
 * The custom roles of whoever deploys a gateway on Google Cloud, and the bindings that they come with: one for the project, one for the buckets
 * and secrets whose names begin with the gateway's, and one for the customer's key if it has one.
 *
 * @throws DeploymentError `region-missing`, or `rights-unknown` for a type that no rights are known for
 */
export const gcpPolicies = (config: Config, resources: TerraformResources): readonly DeployerPolicy[] => {
  const deployment = config.deploy.gcp;
  if (!deployment)
    throw new DeploymentError('region-missing', 'The configuration does not say where on Google Cloud to deploy.');
  const { gateway } = config;
  const { project, kmsKey } = deployment;
  const rights = rightsOf(resources);
  const own = [...new Set(rights.flatMap(({ role }) => (role === undefined ? [] : [role])))];
  const onProject: DeployerPolicy = {
    ...role(
      gateway,
      'deployer',
      'For the account that runs terraform apply: what has no name in a condition.',
      permissionsOf(rights, 'project'),
    ),
    commands: [
      create(gateway, 'deployer', project),
      ...[`projects/${project}/roles/${roleId(gateway, 'deployer')}`, ...own].map((each) =>
        bind(project, each, 'None'),
      ),
    ],
  };
  const onNamed: DeployerPolicy = {
    ...role(
      gateway,
      'named',
      "For the same account: what it does with the gateway's own buckets and secrets. It reads no value.",
      permissionsOf(rights, 'named'),
    ),
    commands: [
      create(gateway, 'named', project),
      ...conditions(config, deployment, resources).map((expression, index) =>
        bind(
          project,
          `projects/${project}/roles/${roleId(gateway, 'named')}`,
          `'expression=${expression},title=${gateway}-${index + 1}'`,
        ),
      ),
    ],
  };
  const keyPermissions = permissionsOf(rights, 'key');
  if (kmsKey === undefined || keyPermissions.length === 0) return [onProject, onNamed];
  const keyProject = kmsKey.split('/')[1]!;
  return [
    onProject,
    onNamed,
    {
      ...role(gateway, 'key', 'For the same account, on your key: it lets services of Google use it.', keyPermissions),
      commands: [
        create(gateway, 'key', keyProject),
        `gcloud kms keys add-iam-policy-binding ${kmsKey} --member ${member} --role projects/${keyProject}/roles/${roleId(gateway, 'key')}`,
      ],
    },
  ];
};

const roleId = (gateway: string, name: string): string => `sallyport_${gateway.replaceAll('-', '_')}_${name}`;

const role = (gateway: string, name: string, use: string, includedPermissions: readonly string[]) => ({
  host: 'gcp' as const,
  name: roleId(gateway, name),
  use,
  document: { title: `Sallyport ${gateway} ${name}`, description: use, stage: 'GA', includedPermissions },
});

const create = (gateway: string, name: string, project: string): string =>
  `gcloud iam roles create ${roleId(gateway, name)} --project ${project} --file ${roleId(gateway, name)}.json`;

const bind = (project: string, role: string, condition: string): string =>
  `gcloud projects add-iam-policy-binding ${project} --member ${member} --role ${role} --condition=${condition}`;

const rightsOf = (resources: TerraformResources): readonly GcpRights[] =>
  Object.keys(resources).map((type) => {
    if (Object.hasOwn(gcpRights, type)) return gcpRights[type]!;
    throw new DeploymentError(
      'rights-unknown',
      `No rights are known for ${type}. Add them to stacks/deployers/gcp.ts.`,
    );
  });

const permissionsOf = (rights: readonly GcpRights[], where: 'project' | 'named' | 'key'): readonly string[] =>
  [...new Set(rights.flatMap((each) => each[where] ?? []))].sort();

/**
 * The names by which the second role is narrowed: all that begin with the gateway's, and those of others one by one, which the sources read
 * from or an earlier deployment left. Secrets are named with the project's number
 * (docs.cloud.google.com/iam/docs/conditions-resource-attributes#resource-name).
 */
const conditions = (config: Config, deployment: GcpDeployment, resources: TerraformResources): readonly string[] => {
  const { gateway } = config;
  const { keySecret, keyBucket, packageBucket } = gcpNames(gateway, deployment);
  // A bucket's name may have less than the gateway's in front.
  const bucketPrefix = packageBucket.slice(0, packageBucket.lastIndexOf('packages'));
  const secrets = `projects/${deployment.projectNumber}/secrets`;
  const buckets = [...textsOf(resources, 'google_storage_bucket_iam_member', 'bucket'), keyBucket];
  const others = [...new Set(buckets)].filter((bucket) => !bucket.startsWith(bucketPrefix));
  const named = [
    starts(`projects/_/buckets/${bucketPrefix}`),
    ...['-', '_'].map((end) => starts(`${secrets}/${gateway}${end}`)),
    ...(deployment.keySecret === undefined ? [] : [`resource.name == "${secrets}/${keySecret.id}"`]),
    ...others.map((bucket) => `resource.name == "projects/_/buckets/${bucket}"`),
  ];
  return Array.from({ length: Math.ceil(named.length / comparisons) }, (_, part) =>
    named.slice(part * comparisons, (part + 1) * comparisons).join(' || '),
  );
};

const starts = (prefix: string): string => `resource.name.startsWith("${prefix}")`;
