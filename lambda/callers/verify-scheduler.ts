import type { VerifyCaller } from './caller.ts';
import { configuredCallers } from './configured-callers.ts';
import { verifyBearer } from './verify-bearer.ts';

/** What a host gives for proving that its scheduler calls. */
export interface SchedulerOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Whether Cloud Run checks the token of every request before the handler sees it, as in the platform profile. It then takes the
   * signature off, and Cloud Scheduler can not send a second token; so the claims of such a token are believed, if it is the one that
   * was checked. Should somebody open the service to everyone, a forged call has a job run that is due, once, which it would have been
   * anyway.
   */
  readonly checkedByPlatform: boolean;
}

/**
 * Makes the check of who may start a job: the one identity that the deployment names.
 *
 * Throws RangeError if the text is not of the form that `configuredCallers` wants. What it makes throws CallerRefused.
 *
 * @param text the variable SALLYPORT_SCHEDULER
 * @example const verify = verifyScheduler(environment.SALLYPORT_SCHEDULER, { fetch, now: Date.now, checkedByPlatform: false });
 */
export const verifyScheduler = (text: string, options: SchedulerOptions): VerifyCaller => {
  const { fetch, now, checkedByPlatform } = options;
  const identities = configuredCallers('SALLYPORT_SCHEDULER', text);
  return verifyBearer(identities, { profile: 'platform', checkedByPlatform }, { fetch, now, allowLoopbackHttp: false });
};
