import type { Construct } from 'constructs';
import { needsGatewayKey } from '../known-sources.ts';
import { type GatewayKey, gatewayKey } from './gateway-key.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { type GatewayNetwork, gatewayNetwork } from './network.ts';
import { gatewayPackages, type Packages } from './packages.ts';
import { type RelayPlaces, relayPlaces } from './relay-places.ts';
import { type GatewayScheduler, gatewayScheduler } from './schedules.ts';
import { type VendorTrust, vendorTrust } from './trust.ts';

/** What all sources and syncs of a gateway share. */
export interface Shared {
  readonly packages: Packages;
  /** `undefined` if nobody needs it. */
  readonly key: GatewayKey | undefined;
  /** `undefined` if services go out as Cloud Run lets them. */
  readonly network: GatewayNetwork | undefined;
  /** `undefined` in the bearer profile. */
  readonly trust: VendorTrust | undefined;
  /** `undefined` if there is no job. */
  readonly scheduler: GatewayScheduler | undefined;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
}

/**
 * Makes what they share, as far as any of them needs it.
 *
 * @param stack the stack, for its outputs
 * @throws DeploymentError `egress-unsupported`, `route-unsupported` or `vendor-unprovable`
 */
export const sharedParts = (stack: Construct, gateway: GatewayScope): Shared => ({
  packages: gatewayPackages(stack, gateway),
  key: gateway.sources.some(needsGatewayKey) || gateway.syncs.length > 0 ? gatewayKey(stack, gateway) : undefined,
  network: gatewayNetwork(stack, gateway),
  trust: vendorTrust(stack, gateway),
  scheduler: gatewayScheduler(stack, gateway),
  relay: relayPlaces(stack, gateway),
});
