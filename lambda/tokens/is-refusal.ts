import { HttpError } from '../platform/http-client.ts';
import type { Credentials } from './credentials.ts';

/**
 * Whether a source's answer refuses the credentials that it was called with. It has done nothing then, so that others may be tried.
 *
 * @example if (isRefusal(answer.status, credentials) && (await access.refused(credentials, signal))) …
 */
export const isRefusal = (status: number, { refusals = [401] }: Pick<Credentials, 'refusals'>): boolean =>
  refusals.includes(status);

/** The same of a client certificate, which is refused before there is an answer; or which has ended, and is not sent at all. */
export const isCertificateRefusal = (error: unknown, { certificate }: Pick<Credentials, 'certificate'>): boolean =>
  certificate !== undefined && error instanceof HttpError && error.code === 'certificate-unusable';
