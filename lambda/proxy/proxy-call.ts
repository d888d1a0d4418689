import type { HostLimits } from '../imports/import-call.ts';

/** One call of a source's own API, after its caller was let in. */
export interface ProxyCall {
  readonly request: Request;
  /** Path and query as they were sent, below the gateway's URL: `/users/42?fields=id`. No URL parser has touched them. */
  readonly target: string;
  /** Where the vendor reaches this source, without a slash at its end. Links to the source are rewritten to it. */
  readonly publicUrl: string;
  readonly limits: HostLimits;
  /** Aborted when the host shuts down. */
  readonly shutdown?: AbortSignal | undefined;
  readonly reference: string;
  /** Who calls what, for the log: gateway, source, issuer, caller. */
  readonly audit: Readonly<Record<string, string>>;
}
