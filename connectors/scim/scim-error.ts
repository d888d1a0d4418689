import { SourceError, type SourceErrorCode } from '../source-error.ts';
import { member } from './attribute-path.ts';

const causes: Readonly<Record<number, readonly [SourceErrorCode, string]>> = {
  401: ['credentials-refused', 'the service refuses the credentials: renew them'],
  403: ['access-denied', 'the service denies access: give these credentials the right to read users and groups'],
  404: ['configuration-invalid', 'there is nothing at this address: check baseUrl'],
  429: ['source-throttled', 'the service refuses more requests for now: try again later'],
  502: ['source-unreachable', 'the service is not available: try again later'],
  503: ['source-unreachable', 'the service is not available: try again later'],
  504: ['source-unreachable', 'the service is not available: try again later'],
};

/**
 * Classifies an answer that is no success (RFC 7644, section 3.12). Of its body only `scimType` is used, which is a fixed word.
 *
 * @param place what was asked for, for messages
 * @param body the answer's JSON, or `undefined` if it has none
 */
export const scimError = (status: number, body: unknown, place: string): SourceError => {
  const scimType = member(body, 'scimType');
  // RFC 9865, section 2.1
  if (scimType === 'expiredCursor' || scimType === 'invalidCursor') {
    return new SourceError(
      'cursor-invalid',
      `${place}: the service does not know its cursor any more: begin the import again`,
    );
  }
  const [code, sentence] = causes[status] ?? ['source-failed', sentenceOf(status)];
  const word = typeof scimType === 'string' && /^[A-Za-z]{1,40}$/.test(scimType) ? { scimType } : {};
  return new SourceError(code, `${place}: ${sentence}`, { detail: { status, ...word } });
};

const sentenceOf = (status: number): string =>
  status >= 300 && status < 400
    ? `the service redirects (${status}), which is not followed: enter the address it leads to as baseUrl`
    : `the service answered with status ${status}`;
