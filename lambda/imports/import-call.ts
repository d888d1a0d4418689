import type { ImportContext } from '../../connectors/connector.ts';
import type { Batch } from '../../connectors/item.ts';
import type { Platform } from '../platform/platform.ts';

/** What the host lets one call use. */
export interface HostLimits {
  /** Milliseconds until the host ends the call. @default - no limit */
  readonly milliseconds?: number | undefined;
  /** The largest answer that the host lets through. @default - no limit */
  readonly bytes?: number | undefined;
  /** Milliseconds of silence after which the host ends the call. @default - no limit */
  readonly silence?: number | undefined;
}

/** The one source that this gateway process imports from. */
export interface ImportSource {
  /** A connector's import, bound to its options. */
  open(context: ImportContext): AsyncGenerator<Batch, void, undefined>;
  /** Fetches with the credentials of the source. */
  readonly fetch: typeof globalThis.fetch;
  /** Seals its cursors, if its connector asks for it. */
  readonly cursorSeal: ImportContext['cursorSeal'];
}

/** One call of the import protocol, after its caller was let in. */
export interface ImportCall {
  readonly request: Request;
  readonly source: ImportSource;
  readonly platform: Platform;
  readonly limits: HostLimits;
  /** Aborted when the host shuts down: pages end early. */
  readonly shutdown?: AbortSignal | undefined;
  readonly reference: string;
  /** Who calls and what is called, for the log. */
  readonly audit: Readonly<Record<string, string>>;
}
