/** Credentials of AWS that end at some time. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since 1970; `undefined` if they never end. */
  readonly expiresAt?: number | undefined;
}

/**
 * Who the gate itself is, as its host proves it: no secret is needed where a source trusts this.
 *
 * Every method throws PlatformError `identity-missing` (this host proves nothing: the message says what to set up),
 * `identity-denied` or `identity-unreachable`.
 */
export interface WorkloadIdentity {
  /**
   * A JWT of the host's issuer (RS256), for whoever federates with OpenID Connect issuers: Entra, Google's and AWS's token services.
   *
   * @param audience exactly one, such as `api://AzureADTokenExchange`
   */
  jwt(audience: string): Promise<string>;
  /** Of the role that the gate runs as; `undefined` on hosts outside of AWS. */
  aws(): Promise<AwsCredentials | undefined>;
  /** An access token (scope cloud-platform) of the service account that the gate runs as; `undefined` outside of Google Cloud. */
  google(): Promise<string | undefined>;
}
