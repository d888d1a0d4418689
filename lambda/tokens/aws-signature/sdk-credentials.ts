import type { AwsCredentials } from '../../platform/workload-identity.ts';

/** The same as AWS's own clients take it, which know no member that is undefined. */
export const sdkCredentials = ({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken !== undefined && { sessionToken }),
});
