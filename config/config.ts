import type { DeployConfig } from './deployment.ts';
import type { MonitoringConfig, Telemetry } from './monitoring-config.ts';
import type { NetworkConfig } from './network-config.ts';
import type { RelayConfig } from './relay-config.ts';
import type { ClosedTime, Schedule } from './schedule.ts';
import type { SyncConfig } from './sync-config.ts';

/** Where a deployment put the relay. */
export type { AwsRelay, AzureRelay, DeployedRelay, GcpRelay } from './deployed-relay.ts';
/** Where a gateway is deployed to. */
export type {
  AwsDeployment,
  AwsVpc,
  AzureDeployment,
  DeployConfig,
  GcpDeployment,
  TerraformDeployment,
} from './deployment.ts';
/** What it is watched by. */
export type { MonitoringConfig, Telemetry } from './monitoring-config.ts';
/** The network that it is in. */
export type { Egress, NetworkConfig, Route } from './network-config.ts';
/** The way to systems behind a firewall. */
export type { AgentsConfig, Registrar, RelayConfig } from './relay-config.ts';

/** When something is done, and for how long. */
export type { ClosedTime, Schedule } from './schedule.ts';
/** Users that are kept true at a destination. */
export type { SyncConfig } from './sync-config.ts';

/** A way in which a source is served to the vendor. */
export type Mode = 'import' | 'proxy';

/**
 * How the vendor's identity is proved: `bearer`, a JWT that the handler verifies; `platform`, an identity that the host's
 * platform verified before the handler runs.
 */
export type Profile = 'bearer' | 'platform';

/** Claim values that a token must carry, by claim name; compared exactly. */
export type Claims = Readonly<Record<string, string>>;

/** A token of an OpenID Connect issuer of the vendor's own. */
export interface JwtIdentity {
  /** Exactly as in the token's `iss`, a trailing slash included. */
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Claims;
  /** The claim that must equal the source's own public URL; `null` if the vendor's tokens carry none. */
  readonly urlClaim: string | null;
  /** Needed in the platform profile only: the token's `sub`. */
  readonly subject?: string | undefined;
}

/** A service account of Google Cloud, by its numeric id. */
export interface GoogleServiceAccountIdentity {
  readonly uniqueId: string;
  readonly audience: string;
  /** Needed in the platform profile on Google Cloud only, whose IAM knows accounts by their address. */
  readonly email?: string | undefined;
}

/** An IAM role in the vendor's AWS account, and the external id that it must present. */
export interface AwsRoleIdentity {
  readonly arn: string;
  readonly externalId: string;
  /**
   * Needed on Azure only: the issuer of the tokens that the vendor's AWS account gives its roles
   * (`sts:GetWebIdentityToken`), `https://<id>.tokens.sts.global.api.aws`.
   */
  readonly issuer?: string | undefined;
}

/** A workload (service principal or managed identity) of the vendor's Entra tenant. */
export interface EntraWorkloadIdentity {
  readonly tenantId: string;
  readonly objectId: string;
  readonly audience: string;
}

/** Who may call: at least one of them is set, and a caller proves any one. */
export interface VendorIdentity {
  readonly jwt?: JwtIdentity | undefined;
  readonly googleServiceAccount?: GoogleServiceAccountIdentity | undefined;
  readonly awsRole?: AwsRoleIdentity | undefined;
  readonly entraWorkload?: EntraWorkloadIdentity | undefined;
}

/** The vendor of a gateway, and how it proves who it is. */
export interface VendorConfig {
  readonly name: string;
  readonly profile: Profile;
  readonly identity: VendorIdentity;
}

/** One source: what every source has, and the connector's own options. */
export interface SourceConfig {
  readonly connector: string;
  readonly serve: readonly Mode[];
  /** Claims that a token for this source must carry besides those of the vendor. */
  readonly claims: Claims;
  /** Where the vendor reaches this source, if not at the host's own URL for it. */
  readonly publicUrl?: string | undefined;
  /** When the source must be left alone: a call is answered with `unavailable` then. */
  readonly closed: readonly ClosedTime[];
  /**
   * When the gate tries the source by itself, with a token and one call, so that trouble is seen before the vendor calls.
   *
   * @default - never
   */
  readonly check?: Schedule | undefined;
  /**
   * How the gate reaches the source: `relay`, through an agent in the private network.
   *
   * @default - directly
   */
  readonly via?: 'relay' | undefined;
  /**
   * Names of the agents that it may be reached through, where it is reached through agents: no other one is sent its requests, nor the secret in them.
   *
   * @default - all
   */
  readonly agents?: readonly string[] | undefined;
  /** Checked by the connector's own schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A whole `sallyport.yaml`, checked and with its defaults filled in. */
export interface Config {
  /** Prefix of every resource. */
  readonly gateway: string;
  readonly vendor: VendorConfig;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** By name; no sync has the name of a source. */
  readonly sync: Readonly<Record<string, SyncConfig>>;
  /** @default - functions have the cloud's own way out, and no network of theirs */
  readonly network?: NetworkConfig | undefined;
  /** @default - there are no agents */
  readonly relay?: RelayConfig | undefined;
  readonly monitoring: MonitoringConfig;
  /** Put on every resource that takes tags (labels on Google Cloud). */
  readonly tags: Readonly<Record<string, string>>;
  readonly deploy: DeployConfig;
}

/** What is shipped beside the handler of one source: `source.json`. It holds no other source's settings and no secret. */
export interface SourceDocument {
  readonly gateway: string;
  readonly vendor: VendorConfig;
  readonly name: string;
  readonly source: SourceConfig;
  /** `host` or `host:port` of every system that the source calls. @default - not known */
  readonly hosts?: readonly string[] | undefined;
  /** @default - nothing is sent */
  readonly telemetry?: Telemetry | undefined;
}

/**
 * The part of a configuration that the handler of one source gets.
 *
 * @param hosts what its connector says that it calls
 */
export const sourceDocument = (config: Config, name: string, hosts?: readonly string[]): SourceDocument => {
  const source = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  if (!source) throw new RangeError(`no source is named ${name}`);
  const { gateway, vendor, monitoring } = config;
  return {
    gateway,
    vendor,
    name,
    source,
    ...(hosts && { hosts }),
    ...(monitoring.telemetry && { telemetry: monitoring.telemetry }),
  };
};

/** What is shipped beside the handler that serves agents and registrars: `relay.json`. It holds no source's settings and no secret. */
export interface RelayDocument {
  readonly gateway: string;
  readonly relay: RelayConfig;
  /** @default - nothing is sent */
  readonly telemetry?: Telemetry | undefined;
}

/** The part of a configuration that the relay's own handler gets; `undefined` if there is no relay. */
export const relayDocument = ({ gateway, relay, monitoring }: Config): RelayDocument | undefined =>
  relay && { gateway, relay, ...(monitoring.telemetry && { telemetry: monitoring.telemetry }) };

/** What is shipped beside the handler of one sync: `sync.json`. It holds no other sync's settings, those of its own source alone, and no secret. */
export interface SyncDocument {
  readonly gateway: string;
  readonly vendor: Pick<VendorConfig, 'name'>;
  readonly name: string;
  readonly sync: SyncConfig;
  /** The source that `sync.from` names. */
  readonly source: SourceConfig;
  /** `host` or `host:port` of every system that the sync calls. @default - not known */
  readonly hosts?: readonly string[] | undefined;
  /** @default - nothing is sent */
  readonly telemetry?: Telemetry | undefined;
}

/**
 * The part of a configuration that the handler of one sync gets.
 *
 * @param hosts what source and destination say that they are
 */
export const syncDocument = (config: Config, name: string, hosts?: readonly string[]): SyncDocument => {
  const sync = Object.hasOwn(config.sync, name) ? config.sync[name] : undefined;
  if (!sync) throw new RangeError(`no sync is named ${name}`);
  const { gateway, vendor, monitoring } = config;
  return {
    gateway,
    vendor: { name: vendor.name },
    name,
    sync,
    source: config.sources[sync.from]!,
    ...(hosts && { hosts }),
    ...(monitoring.telemetry && { telemetry: monitoring.telemetry }),
  };
};
