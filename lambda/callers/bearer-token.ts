import { CallerRefused } from './caller-refused.ts';

/** Access tokens are 1–4 KiB. What is much larger is not worth decoding. */
const MAXIMUM_BYTES = 16 * 1024;

/** RFC 6750 §2.1, with one or more spaces (RFC 9110 §11.4). The scheme's case does not matter (RFC 9110 §11.1). */
const CREDENTIALS = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The bearer token of a request.
 *
 * Two Authorization headers are refused, even if both are the same: hosts disagree on which one counts. In `Headers` they are one
 * value with a comma, which no token contains.
 *
 * Throws CallerRefused: `token-missing`, `scheme-unsupported`, `authorization-repeated`, `token-too-large`, `token-malformed`.
 *
 * @param authorization the value of `Headers.get('authorization')`
 * @example bearerToken('Bearer eyJhbGciOi…')
 */
export const bearerToken = (authorization: string | null): string => {
  if (!authorization) throw new CallerRefused('token-missing', 'there is no Authorization header, or it is empty');
  if (authorization.length > MAXIMUM_BYTES) {
    throw new CallerRefused('token-too-large', `the Authorization header has ${authorization.length} bytes`);
  }
  if (authorization.includes(',')) {
    throw new CallerRefused('authorization-repeated', 'there is more than one Authorization header, or a comma in it');
  }
  if (!/^bearer(?: |$)/i.test(authorization)) {
    throw new CallerRefused('scheme-unsupported', 'the Authorization header has another scheme than Bearer');
  }
  const token = CREDENTIALS.exec(authorization)?.[1];
  if (!token) throw new CallerRefused('token-malformed', 'after "Bearer" there is not one token');
  return token;
};
