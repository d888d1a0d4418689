import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/*
 * The provider is CommonJS (see stacks/aws/cdk.ts): each resource is taken from its own module.
 */
export const { AppRoleAssignment } =
  require('@cdktf/provider-azuread/lib/app-role-assignment/index.js') as typeof import('@cdktf/provider-azuread/lib/app-role-assignment/index.js');
export const { Application } =
  require('@cdktf/provider-azuread/lib/application/index.js') as typeof import('@cdktf/provider-azuread/lib/application/index.js');
export const { AzureadProvider } =
  require('@cdktf/provider-azuread/lib/provider/index.js') as typeof import('@cdktf/provider-azuread/lib/provider/index.js');
export const { ServicePrincipal } =
  require('@cdktf/provider-azuread/lib/service-principal/index.js') as typeof import('@cdktf/provider-azuread/lib/service-principal/index.js');
