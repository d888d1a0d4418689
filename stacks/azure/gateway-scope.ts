import type { ITerraformDependable } from 'cdktf';
import type { AzureDeployment, Config } from '../../config/config.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import type { CustomerKey } from './encryption.ts';

/** A gateway on Azure before anything of it is made but its resource group. Strings may be references that Terraform resolves. */
export interface GatewayScope {
  readonly config: Config;
  readonly deployment: AzureDeployment;
  readonly sources: readonly KnownSource[];
  readonly syncs: readonly KnownSync[];
  /** The group that everything is put into: made here or there already. */
  readonly resourceGroup: { readonly name: string; readonly id: string };
  /** Of everything that all sources share; `sourceTags` has those of one source's things, `syncTags` those of one sync's. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A gateway with what its sources share. */
export interface BuiltGateway extends GatewayScope {
  /** Resource id of the Log Analytics workspace. */
  readonly workspaceId: string;
  /** The environment that apps and jobs run in; each has the host name `<app>.<domain>`. */
  readonly environment: { readonly id: string; readonly domain: string; readonly made: ITerraformDependable };
  /** The storage account for packages, state and queues. It has no keys: only roles open it. */
  readonly storageAccount: { readonly id: string; readonly name: string };
  /** The customer's own key for storage accounts; `undefined` if the configuration names none. */
  readonly customerKey: CustomerKey | undefined;
}

/** How a handler is run, that of a source, of a sync, or of the relay: what its app and its jobs have in common. */
export interface AppRun {
  /** Its own identity: of the resource, of the application, and of the principal that roles are given to. */
  readonly identity: { readonly id: string; readonly clientId: string; readonly principalId: string };
  readonly image: string;
  /** The registry that is asked for the image with that identity; `undefined` if anyone may pull it. */
  readonly registry: string | undefined;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** What must be there before the handler starts: its package, and the roles that let it read. */
  readonly dependsOn: readonly ITerraformDependable[];
}
