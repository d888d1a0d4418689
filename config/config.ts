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
}

/** An IAM role in the vendor's AWS account, and the external id that it must present. */
export interface AwsRoleIdentity {
  readonly arn: string;
  readonly externalId: string;
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

/** A time at which a source must not be read: it begins when the cron expression fires and lasts so many minutes. */
export interface ClosedTime {
  readonly cron: string;
  /** An IANA time zone. */
  readonly timeZone: string;
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
   * ARN of an SNS topic in the same region, which hears when a source needs a person before it gets a token again.
   *
   * @default - nobody hears of it: the log and a metric say it
   */
  readonly alarmTopic?: string | undefined;
}

/** Where a gateway is deployed. The local host needs none of it. */
export interface DeployConfig {
  readonly aws?: AwsDeployment | undefined;
}

/** A whole `sallyport.yaml`, checked and with its defaults filled in. */
export interface Config {
  /** Prefix of every resource. */
  readonly gateway: string;
  readonly vendor: VendorConfig;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly deploy: DeployConfig;
}

/** What is shipped beside the handler of one source: `source.json`. It holds no other source's settings and no secret. */
export interface SourceDocument {
  readonly gateway: string;
  readonly vendor: VendorConfig;
  readonly name: string;
  readonly source: SourceConfig;
}

/** The part of a configuration that the handler of one source gets. */
export const sourceDocument = (config: Config, name: string): SourceDocument => {
  const source = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  if (!source) throw new RangeError(`no source is named ${name}`);
  return { gateway: config.gateway, vendor: config.vendor, name, source };
};
