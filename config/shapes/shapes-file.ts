import type { Api } from './api.ts';

/** A shapes file, checked: what of a source's API the vendor may call, and what of its answers may leave. */
export interface ShapesFile extends Pick<Api, 'endpoints' | '$defs'> {
  /** The address that paths come after, without a slash at its end. */
  readonly server?: string | undefined;
}
