import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/*
 * The provider is CommonJS (see stacks/aws/cdk.ts), and has a thousand resources: each is taken from its own module, which loads within
 * milliseconds; the whole takes seconds.
 */
export const { CloudRunV2Service } =
  require('@cdktf/provider-google/lib/cloud-run-v2-service/index.js') as typeof import('@cdktf/provider-google/lib/cloud-run-v2-service/index.js');
export const { CloudRunV2ServiceIamMember } =
  require('@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js');
export const { GoogleProvider } =
  require('@cdktf/provider-google/lib/provider/index.js') as typeof import('@cdktf/provider-google/lib/provider/index.js');
export const { KmsCryptoKeyIamMember } =
  require('@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js');
export const { ProjectService } =
  require('@cdktf/provider-google/lib/project-service/index.js') as typeof import('@cdktf/provider-google/lib/project-service/index.js');
export const { SecretManagerSecret } =
  require('@cdktf/provider-google/lib/secret-manager-secret/index.js') as typeof import('@cdktf/provider-google/lib/secret-manager-secret/index.js');
export const { SecretManagerSecretIamMember } =
  require('@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js');
export const { ServiceAccount } =
  require('@cdktf/provider-google/lib/service-account/index.js') as typeof import('@cdktf/provider-google/lib/service-account/index.js');
export const { ServiceAccountIamMember } =
  require('@cdktf/provider-google/lib/service-account-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/service-account-iam-member/index.js');
export const { StorageBucket } =
  require('@cdktf/provider-google/lib/storage-bucket/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket/index.js');
export const { StorageBucketIamMember } =
  require('@cdktf/provider-google/lib/storage-bucket-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket-iam-member/index.js');
export const { StorageBucketObject } =
  require('@cdktf/provider-google/lib/storage-bucket-object/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket-object/index.js');
