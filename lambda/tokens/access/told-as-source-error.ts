import { SourceError } from '../../../connectors/source-error.ts';
import { TokenError } from '../token-error.ts';

/**
 * Says what a missing token means for a call of the source: its credentials are refused, or can not be had at the moment. What the
 * authorization server said stays in the detail, for the log.
 *
 * @example await access.current(signal).catch(toldAsSourceError)
 */
export const toldAsSourceError = (thrown: unknown): never => {
  if (!(thrown instanceof TokenError)) throw thrown;
  const { code, oauth, status, retryAfter, message, mayPass } = thrown;
  throw new SourceError(mayPass ? 'credentials-unreachable' : 'credentials-refused', message, {
    detail: {
      token: code,
      ...(oauth !== undefined && { oauth }),
      ...(status !== undefined && { status }),
      ...(retryAfter !== undefined && { retryAfter: Math.ceil(retryAfter) }),
    },
    cause: thrown,
  });
};
