import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Config, GcpDeployment } from '../../config/config.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import { type ApiName, projectApis } from './apis.ts';
import { customerKey, type EncryptingService, type Encryption } from './encryption.ts';

/** What all parts of a gateway on Google Cloud share. */
export interface GatewayScope {
  readonly config: Config;
  readonly deployment: GcpDeployment;
  readonly sources: readonly KnownSource[];
  readonly syncs: readonly KnownSync[];
  /**
   * Turns on an API of the project; what needs it depends on what this gives.
   *
   * @example new PubsubTopic(scope, 'DeadLetters', { name, dependsOn: [gateway.api('pubsub')] })
   */
  readonly api: (name: ApiName) => ITerraformDependable;
  /** The customer's key for what a service keeps; `undefined` if there is none. What uses it depends on `granted`. */
  readonly encryption: (service: EncryptingService) => Encryption | undefined;
}

/** What a scope is made from. */
export type ScopeProps = Pick<GatewayScope, 'config' | 'deployment' | 'sources' | 'syncs'>;

/** @param scope the stack: what is shared is a child of it */
export const gatewayScope = (scope: Construct, props: ScopeProps): GatewayScope => {
  const api = projectApis(scope);
  return { ...props, api, encryption: customerKey(scope, props.deployment, api) };
};
