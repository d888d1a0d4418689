import type { ResourceManager } from '../../standins/azure/resource-manager.ts';
import { type Resource, resources } from '../../trust/terraform-document.ts';
import { allResolved, environmentIn, synthesized } from './synthesized.ts';

const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-gateway/providers';

/** The id of an app. */
export const appId = (name: string): string => `${group}/Microsoft.App/containerApps/${name}`;
/** The id of a job. */
export const jobId = (name: string): string => `${group}/Microsoft.App/jobs/${name}`;
/** The id of a managed identity. */
export const identityId = (name: string): string => `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

/** The client id of the gateway's application. */
const application = '9e9e9e9e-0000-4000-8000-00000000000a';

/** The principal of an identity: anything, but another one for each. */
const principalOf = (name: string): string => `principal-${name}`;

/**
 * Puts into a resource manager what Terraform would make of a configuration.
 *
 * @returns environments by the name of the app
 */
export const deployAzure = (
  file: string,
  { resources: made }: ResourceManager,
): Record<string, Record<string, string>> => {
  const document = synthesized('azure', file);
  const known: Record<string, string> = {
    'azuread_application.VendorApplication.client_id': application,
    'azurerm_container_app_environment.Environment.default_domain': 'kindsky-1a2b3c4d.westeurope.azurecontainerapps.io',
  };
  for (const [type, all] of Object.entries(document.resource))
    for (const [id, { name }] of Object.entries(all)) {
      known[`${type}.${id}.name`] = name;
      known[`${type}.${id}.client_id`] ??= `client-${name}`;
      known[`${type}.${id}.principal_id`] = principalOf(name);
      known[`${type}.${id}.id`] = `${type} ${name}`;
    }
  const environments: Record<string, Record<string, string>> = {};
  for (const each of resources(document, 'azurerm_container_app')) {
    const { name, template, ingress } = allResolved<Resource>({ ...each, depends_on: [], lifecycle: {} }, known);
    const { external_enabled: external, allow_insecure_connections: allowInsecure } = [ingress].flat()[0];
    const containers = [template.container].flat();
    environments[name] = environmentIn(containers[0].env);
    const configuration = { ingress: { external, allowInsecure } };
    made.set(appId(name), { properties: { template: { containers }, configuration } });
  }
  for (const each of resources(document, 'azurerm_container_app_job')) {
    const { name, template } = allResolved<Resource>({ ...each, depends_on: [] }, known);
    const [{ cpu, memory, ...container }] = [template.container].flat();
    made.set(jobId(name), { properties: { template: { containers: [{ ...container, resources: { cpu, memory } }] } } });
  }
  for (const { name } of resources(document, 'azurerm_user_assigned_identity')) {
    made.set(identityId(name), { properties: { principalId: principalOf(name) } });
    made.set(`${identityId(name)}/federatedIdentityCredentials`, { value: [] });
  }
  for (const credential of resources(document, 'azurerm_federated_identity_credential')) {
    const { parent_id: parent, issuer, subject, audience } = allResolved(credential, known);
    const value = [{ name: 'vendor', properties: { issuer, subject, audiences: audience } }];
    made.set(`${identityId(String(parent).split(' ').at(-1)!)}/federatedIdentityCredentials`, { value });
  }
  return environments;
};
