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

/** When something is done: an expression of five fields (minute, hour, day of the month, month, weekday) in a time zone. */
export interface Schedule {
  readonly cron: string;
  /** An IANA time zone. */
  readonly timeZone: string;
}

/** A time at which a source must not be read: it begins when the cron expression fires and lasts so many minutes. */
export interface ClosedTime extends Schedule {
  readonly minutes: number;
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
  /** Checked by the connector's own schema. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** How a gateway is deployed to AWS. */
export interface AwsDeployment {
  readonly region: string;
  /** @default - the account that the credentials at hand belong to */
  readonly account?: string | undefined;
  readonly logRetentionDays: number;
  /**
   * ARNs of IAM OpenID Connect providers that exist in the account already. An account registers an issuer once, so the
   * deployment must use such a provider instead of making it.
   *
   * @example ['arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/']
   * @default - none: every provider that a vendor identity needs is made
   */
  readonly oidcProviders?: readonly string[] | undefined;
  /**
   * ARN of a Secrets Manager secret that holds the gateway's key already: that of an earlier deployment, for example, which stays
   * when the gateway goes.
   *
   * @default - a secret is made if a source is served by proxy, or needs tokens
   */
  readonly keySecret?: string | undefined;
  /**
   * ARN of an SNS topic in the same region, which hears every alarm.
   *
   * @default - there are no alarms: the log and metrics say it
   */
  readonly alarmTopic?: string | undefined;
  /** ARN of a KMS key of the customer's, in the same region. @default - keys that AWS manages */
  readonly kmsKey?: string | undefined;
  /** ARN of the policy that every role must have as its boundary. @default - none */
  readonly permissionsBoundary?: string | undefined;
  /** A network that is there already, in place of one that is made. Its ways out are the customer's. */
  readonly vpc?: AwsVpc | undefined;
}

/** A VPC that is there already. */
export interface AwsVpc {
  readonly id: string;
  /** Private ones, in different zones. */
  readonly subnets: readonly string[];
  /** A security group that is there already. @default - one is made, which lets out to port 443 and the ports of the sources */
  readonly securityGroup?: string | undefined;
}

/** What deployments by Terraform have in common. */
export interface TerraformDeployment {
  readonly logRetentionDays: number;
  /**
   * An image of the customer's own, with Node 24 as `node`, by digest.
   *
   * @default - Node's own image, by digest
   */
  readonly image?: string | undefined;
}

/** How a gateway is deployed to Google Cloud. */
export interface GcpDeployment extends TerraformDeployment {
  readonly project: string;
  /** The project's number, which is in the URLs of its services: `gcloud projects describe <project>`. */
  readonly projectNumber: string;
  readonly region: string;
  /** `projects/<project>/secrets/<secret>`, with the key of an earlier deployment. @default - a secret is made if it is needed */
  readonly keySecret?: string | undefined;
  /** `projects/<project>/notificationChannels/<id>` each, which hear every alarm. @default - there are no alarms */
  readonly notificationChannels?: readonly string[] | undefined;
  /** `projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<key>`. @default - keys that Google manages */
  readonly kmsKey?: string | undefined;
  /** `projects/<project>/regions/<region>/subnetworks/<subnetwork>`, in place of a network that is made. */
  readonly subnetwork?: string | undefined;
  /** Where Terraform keeps its state. @default - a file in the working directory */
  readonly terraformState?: { readonly bucket: string; readonly prefix?: string | undefined } | undefined;
}

/** How a gateway is deployed to Azure. */
export interface AzureDeployment extends TerraformDeployment {
  readonly subscriptionId: string;
  /** Of the subscription's own Entra tenant. */
  readonly tenantId: string;
  /** As in `az account list-locations --query "[].name"`: `westeurope`. */
  readonly location: string;
  /** One that is there already. @default - `<gateway>-gateway` is made */
  readonly resourceGroup?: string | undefined;
  /** Resource id of a key vault that holds the gateway's key already. @default - one is made if it is needed */
  readonly keyVault?: string | undefined;
  /** Resource id of an action group, which hears every alarm. @default - there are no alarms */
  readonly actionGroup?: string | undefined;
  /** Versionless resource id of a key in a key vault. @default - keys that Microsoft manages */
  readonly encryptionKey?: string | undefined;
  /** Resource id of a subnet that is delegated to `Microsoft.App/environments`, in place of a network that is made. */
  readonly subnet?: string | undefined;
  /** Where Terraform keeps its state: a container that is there already. @default - a file in the working directory */
  readonly terraformState?:
    | {
        readonly resourceGroup: string;
        readonly storageAccount: string;
        readonly container: string;
        readonly key?: string | undefined;
      }
    | undefined;
}

/** Where a gateway is deployed. The local host needs none of it. */
export interface DeployConfig {
  readonly aws?: AwsDeployment | undefined;
  readonly gcp?: GcpDeployment | undefined;
  readonly azure?: AzureDeployment | undefined;
}

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

/** Where metrics and traces go by OTLP over HTTP. */
export interface Telemetry {
  /** Without `/v1/metrics` and `/v1/traces`, which come after it. */
  readonly endpoint: string;
  readonly metrics: boolean;
  readonly traces: boolean;
}

/** What a gateway is watched by. */
export interface MonitoringConfig {
  readonly dashboard: boolean;
  /** @default - nothing is sent */
  readonly telemetry?: Telemetry | undefined;
}

/** A whole `sallyport.yaml`, checked and with its defaults filled in. */
export interface Config {
  /** Prefix of every resource. */
  readonly gateway: string;
  readonly vendor: VendorConfig;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** @default - functions have the cloud's own way out, and no network of theirs */
  readonly network?: NetworkConfig | undefined;
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
