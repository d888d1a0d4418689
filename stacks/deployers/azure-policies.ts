import type { AzureDeployment, Config } from '../../config/config.ts';
import { azureNames } from '../azure/names.ts';
import { DeploymentError } from '../deployment-error.ts';
import { type AzureRights, azureRights } from './azure.ts';
import { assignmentCondition, builtInRoles, packagesCondition } from './azure-condition.ts';
import { existingScopes } from './azure-existing.ts';
import type { DeployerPolicy } from './deployer-policy.ts';
import { type TerraformResources, textsOf } from './terraform-resources.ts';

/** Of a service principal, a person or a group. */
const assignee = '<object id>';

/** An application permission of Microsoft Graph has an id (learn.microsoft.com/graph/permissions-reference). */
const graphPermissions: Readonly<Record<string, string>> = {
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
};
const graph = '00000003-0000-0000-c000-000000000000';

/**
 * The custom roles of whoever deploys a gateway on Azure, with the conditions that they are given under: on the resource group, on its packages, on the
 * subscription for what is there alone, and on what is the customer's own. Where the vendor's trust is an application of Entra, the
 * permission of Microsoft Graph for that.
 *
 * @throws DeploymentError `region-missing`, or `rights-unknown` for a type or a role that nothing is known of
 */
export const azurePolicies = (config: Config, resources: TerraformResources): readonly DeployerPolicy[] => {
  const deployment = config.deploy.azure;
  if (!deployment)
    throw new DeploymentError('region-missing', 'The configuration does not say where on Azure to deploy.');
  const rights = rightsOf(resources);
  const named = (where: keyof AzureRights): readonly string[] =>
    [...new Set(rights.flatMap((each) => each[where] ?? []))].sort();
  const subscription = `/subscriptions/${deployment.subscriptionId}`;
  const isMade = deployment.resourceGroup === undefined;
  const scope = isMade ? subscription : `${subscription}/resourceGroups/${deployment.resourceGroup}`;
  const role = roleMaker(config, deployment);
  const condition = assignmentCondition(rolesOf(resources));
  const packages = named('packages');
  const policies = [
    role({
      name: 'deployer',
      use: isMade
        ? 'For whoever runs terraform apply: on the whole subscription, as the gateway makes its resource group. Name one in deploy.azure.resourceGroup to have it on that alone.'
        : 'For whoever runs terraform apply: on the resource group of the gateway.',
      actions: isMade ? [...new Set([...named('group'), ...named('subscription')])].sort() : named('group'),
      scopes: [{ at: scope, condition }],
      namespaces: true,
    }),
    role({
      name: 'packages',
      use: 'For the same identity: it uploads packages, and sees no other blob.',
      dataActions: packages,
      scopes: [{ at: scope, condition: packagesCondition(packages) }],
    }),
    ...(isMade
      ? []
      : [
          role({
            name: 'subscription',
            use: 'For the same identity, on the subscription: what was deleted is listed, and ended, there alone.',
            actions: named('subscription'),
            scopes: [{ at: subscription }],
          }),
        ]),
    ...existingScopes(deployment, resources).map(({ name, use, actions, at, assignableIn }) =>
      role({
        name,
        use,
        actions,
        assignableIn,
        scopes: [{ at, ...(actions.some((action) => action.includes('/roleAssignments/')) && { condition }) }],
      }),
    ),
  ];
  const application = named('graph');
  return application.length === 0 ? policies : [...policies, graphPolicy(config.gateway, application)];
};

interface RoleProps {
  readonly name: string;
  readonly use: string;
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
  /** A subscription or a resource group. @default - where it is given */
  readonly assignableIn?: string;
  readonly scopes: readonly { readonly at: string; readonly condition?: string }[];
  /** Whether its namespaces are registered with it. */
  readonly namespaces?: boolean;
}

const roleMaker =
  ({ gateway }: Config, deployment: AzureDeployment) =>
  ({ name, use, actions = [], dataActions = [], assignableIn, scopes, namespaces }: RoleProps): DeployerPolicy => {
    // A custom role's name is the tenant's.
    const title = `Sallyport ${name} ${azureNames(gateway, deployment).roles}`;
    // Another than any of another cloud: they may be files of one folder.
    const file = `${gateway}-azure-${name}`;
    return {
      host: 'azure',
      name: file,
      use,
      document: {
        Name: title,
        IsCustom: true,
        Description: use,
        Actions: actions,
        NotActions: [],
        DataActions: dataActions,
        NotDataActions: [],
        AssignableScopes: [assignableIn ?? scopes[0]!.at],
      },
      commands: [
        ...(namespaces ? namespacesOf(actions).map((each) => `az provider register --namespace ${each}`) : []),
        `az role definition create --role-definition @${file}.json`,
        ...scopes.map(
          ({ at, condition }) =>
            `az role assignment create --assignee-object-id ${assignee} --assignee-principal-type ServicePrincipal --role '${title}' --scope ${at}` +
            (condition === undefined ? '' : ` --condition-version 2.0 --condition "${condition}"`),
        ),
      ],
    };
  };

/** Whoever may do it on the subscription registers them once: the provider of Terraform does not. */
const namespacesOf = (actions: readonly string[]): readonly string[] =>
  [...new Set(actions.map((action) => action.split('/')[0]!))].filter(
    (namespace) => !['Microsoft.Authorization', 'Microsoft.Resources'].includes(namespace),
  );

const rightsOf = (resources: TerraformResources): readonly AzureRights[] =>
  Object.keys(resources).map((type) => {
    if (Object.hasOwn(azureRights, type)) return azureRights[type]!;
    throw new DeploymentError(
      'rights-unknown',
      `No rights are known for ${type}. Add them to stacks/deployers/azure.ts.`,
    );
  });

/** The ids of the roles that the gateway gives: Azure's, and those that it defines. */
const rolesOf = (resources: TerraformResources): readonly string[] => {
  const given = new Set(textsOf(resources, 'azurerm_role_assignment', 'role_definition_name'));
  const ids = [...given].sort().map((name) => {
    if (Object.hasOwn(builtInRoles, name)) return builtInRoles[name]!;
    throw new DeploymentError(
      'rights-unknown',
      `The id of role ${name} is not known. Add it to stacks/deployers/azure-condition.ts.`,
    );
  });
  return [...ids, ...textsOf(resources, 'azurerm_role_definition', 'role_definition_id').toSorted()];
};

const graphPolicy = (gateway: string, permissions: readonly string[]): DeployerPolicy => ({
  host: 'azure',
  name: `${gateway}-azure-graph`,
  use: "For the application that runs terraform apply: it makes the application that the vendor's tokens are for. A person needs the directory role Application Administrator instead.",
  document: [
    {
      resourceAppId: graph,
      resourceAccess: permissions.map((permission) => ({ id: graphPermissions[permission], type: 'Role' })),
    },
  ],
  commands: [
    `az ad app update --id <client id> --required-resource-accesses @${gateway}-azure-graph.json`,
    'az ad app permission admin-consent --id <client id>',
  ],
});
