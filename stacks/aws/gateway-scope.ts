import type { AwsDeployment, Config } from '../../config/config.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import type { FunctionNetwork } from './network.ts';
import type { RelayReach } from './relay-places.ts';
import type { GatewayScheduler } from './schedules.ts';

/** What all parts of a gateway on AWS share. */
export interface GatewayScope {
  readonly config: Config;
  /** `undefined` in an app of somebody else, whose stack says where. */
  readonly deployment: AwsDeployment | undefined;
  readonly sources: readonly KnownSource[];
  readonly syncs: readonly KnownSync[];
  /** The ARN of the role that the vendor assumes; `undefined` in the bearer profile. */
  readonly vendorRoleArn: string | undefined;
  /** The ARN of the secret with the gateway's key; `undefined` if no source and no sync needs it. */
  readonly keySecretArn: string | undefined;
  /** `undefined` if functions go out as Lambda lets them. */
  readonly network: FunctionNetwork | undefined;
  /** `undefined` if nothing has a job. */
  readonly scheduler: GatewayScheduler | undefined;
  /** What functions of sources behind agents reach; `undefined` without a relay. */
  readonly relay: RelayReach | undefined;
}
