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
  /** Resource id of the registry of `image`, which sources are then let fetch it from. @default - the customer lets them */
  readonly registry?: string | undefined;
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
