import type { AdministeredSecrets } from '../../lambda/platform/administered-secrets.ts';
import { PlatformError } from '../../lambda/platform/platform-error.ts';

/** The secret of a deployed source that needs none. */
export const noSecret: AdministeredSecrets = {
  read: async () => ({ fields: {}, version: '', changedAt: undefined }),
  write: async () => {
    throw new PlatformError('secret-missing', 'the deployed source has no secret: deploy the gateway again');
  },
};

/**
 * A proof of the deployed gate's identity: whoever administers the gate is not the gate.
 *
 * @throws PlatformError `identity-missing`, always
 */
export const notHere = async (): Promise<never> => {
  throw new PlatformError(
    'identity-missing',
    "only the deployed gate can prove the gateway's identity, this machine can not: call the source, which obtains a token, and look at it with `sallyport tokens`",
  );
};
