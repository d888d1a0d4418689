import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { ownRole, type Role } from './permissions.ts';

/** What the identities of syncs are given beside what those of sources are. */
export interface SyncRoles {
  /**
   * Starts a job. Azure's own role for that, Container Apps Jobs Operator, reads its secrets too
   * (learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers).
   *
   * Whoever starts a job may have it run another image that one time, as the identity of the job: a sync starts what runs as itself, and wins nothing.
   */
  readonly jobStarter: Role;
  /** Makes and reads the keys for sign-in, and deletes none; `undefined` if no sync has any. */
  readonly signingKeeper: Role | undefined;
}

/** The roles of this gateway's own for its syncs, each once. */
export const syncRoles = (scope: Construct, gateway: GatewayScope): SyncRoles => ({
  jobStarter: ownRole(scope, 'JobStarter', gateway, {
    name: 'Sallyport job',
    description: 'Starts a job, and does nothing else with it',
    actions: ['Microsoft.App/jobs/start/action'],
    scope: gateway.resourceGroup.id,
  }),
  signingKeeper: gateway.syncs.some(({ sync }) => sync.signIn)
    ? ownRole(scope, 'SigningKeeper', gateway, {
        name: 'Sallyport sign-in',
        description: 'Makes and reads the keys that tokens of users are signed with, and deletes none',
        dataActions: ['getSecret', 'setSecret'].map((action) => `Microsoft.KeyVault/vaults/secrets/${action}/action`),
        scope: gateway.resourceGroup.id,
      })
    : undefined,
});
