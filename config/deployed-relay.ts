/** On AWS: one bucket, with `registry/` and `mailbox/<slot>/` in it, and a queue of SQS for each slot. */
export interface AwsRelay {
  readonly host: 'aws';
  readonly region: string;
  readonly bucket: string;
  /** That of slot 1 first. */
  readonly queueUrls: readonly string[];
  /** ARN of the secret with the key of the gateway's certificate authority. The relay's function alone is told it. */
  readonly authority?: string | undefined;
  /** ARN of the secret with the key by which agents know the gate. */
  readonly gateKey: string;
  /** ARN of the role whose sessions agents get. The relay's function alone is told it. */
  readonly agentRole?: string | undefined;
}

/**
 * On Google Cloud: a bucket for the registry, one for mailboxes (`<slot>/`), a topic and a subscription of one name for each slot.
 *
 * Which version of a key counts is said by an object of the registry, here and on Azure: `authority/key` and `gate-key/key`. So the relay's
 * function alone makes keys. A source's reads the gate's, and may add no version of it.
 */
export interface GcpRelay {
  readonly host: 'gcp';
  readonly registryBucket: string;
  readonly mailboxBucket: string;
  /** `projects/<project>/topics/<name>`, that of slot 1 first. */
  readonly topics: readonly string[];
  /** `projects/<project>/subscriptions/<name>`, that of slot 1 first. */
  readonly subscriptions: readonly string[];
  /** `projects/<project>/secrets/<name>`, as on AWS. */
  readonly authority?: string | undefined;
  readonly gateKey: string;
  /** Addresses of the service accounts that agents act as, that of slot 1 first. The relay's function alone is told them. */
  readonly agentAccounts?: readonly string[] | undefined;
}

/** On Azure: a storage account of the relay's own, with a container `registry`, and for each slot a container `mailbox-<slot>` and a queue `agent-<slot>`. */
export interface AzureRelay {
  readonly host: 'azure';
  /** Such as `acmerelay3f9c`. */
  readonly account: string;
  readonly slots: number;
  /** `https://<vault>.vault.azure.net/secrets/<name>`, as on AWS. */
  readonly authority?: string | undefined;
  readonly gateKey: string;
}

/** Where a deployment put the relay: JSON in the variable `SALLYPORT_RELAY` of the functions that need it. */
export type DeployedRelay = AwsRelay | GcpRelay | AzureRelay;
