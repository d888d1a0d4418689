/**
 * How a gateway's network lets out: not at all (what the cloud itself and the customer's network have to offer), by IPv6 alone where the
 * cloud has a way out that lets nobody in (AWS), by IPv4 through address translation, or as a network does that is there already.
 */
export type Egress = 'none' | 'ipv6' | 'nat' | 'existing';

/** A system in the customer's network that is reached by an internal load balancer under a name of its own. */
export interface Route {
  /** The name that the gate calls; what the certificate of the system names. */
  readonly host: string;
  readonly port: number;
  /** Where it is: IPv4 addresses that the gateway's network can reach. */
  readonly addresses: readonly string[];
}

/** The network that the gateway's functions are put into. Nobody can come in through it. */
export interface NetworkConfig {
  readonly egress: Egress;
  /** Whether the network itself lets out to the hosts of the sources and of the vendor's issuer alone. The handler always does. */
  readonly allowList: boolean;
  /** Further hosts of that list. A `*.` in front stands for all below. */
  readonly hosts: readonly string[];
  readonly routes: Readonly<Record<string, Route>>;
}
