/** What an agent gets to SQS and S3 with: a session of STS, for one queue and one prefix. */
export interface AwsAgentAccess {
  readonly host: 'aws';
  readonly region: string;
  readonly queueUrl: string;
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What an agent gets to Pub/Sub and Cloud Storage with: a token for one subscription, and a down-scoped one for one prefix. */
export interface GcpAgentAccess {
  readonly host: 'gcp';
  /** `projects/<project>/subscriptions/<name>` */
  readonly subscription: string;
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  readonly queueToken: string;
  readonly mailboxToken: string;
}

/** What an agent gets to Queue Storage and Blob Storage with: shared access signatures, without their question mark. */
export interface AzureAgentAccess {
  readonly host: 'azure';
  /** `https://<account>.queue.core.windows.net/<queue>` */
  readonly queueUrl: string;
  /** `https://<account>.blob.core.windows.net/<container>` */
  readonly containerUrl: string;
  readonly queueSignature: string;
  readonly containerSignature: string;
}

/** On one machine: a folder, which the agent's process may read and write. */
export interface LocalAgentAccess {
  readonly host: 'local';
  /** An absolute path. */
  readonly folder: string;
  readonly slot: number;
}

/** How an agent gets to its own queue and its own mailbox, and to nothing else, until `expiresAt` (milliseconds since 1970). */
export type AgentAccess = (AwsAgentAccess | GcpAgentAccess | AzureAgentAccess | LocalAgentAccess) & {
  readonly expiresAt: number;
};

/**
 * Makes access for the agent in one slot.
 *
 * Throws PlatformError `identity-denied`, `identity-missing` or `identity-unreachable`.
 *
 * @param slot 1 to the maximum of the configuration
 */
export type LendAccess = (slot: number) => Promise<AgentAccess>;
