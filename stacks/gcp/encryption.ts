import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { GcpDeployment } from '../../config/config.ts';
import type { ApiName } from './apis.ts';
import { KmsCryptoKeyIamMember } from './google.ts';

/** A service that encrypts with the customer's key, if there is one. */
export type EncryptingService = keyof typeof agents;

/** The customer's key, and what must be there before a service can use it. */
export interface Encryption {
  readonly keyName: string;
  readonly granted: ITerraformDependable;
}

/**
 * The accounts by which Google's services use a key of the customer's: `service-<number>@<this>.iam.gserviceaccount.com`
 * (docs.cloud.google.com/iam/docs/service-agents). Their addresses are known before they exist. Those of Secret Manager, Pub/Sub and Cloud Storage
 * are made when somebody asks for them: `gcloud beta services identity create`, `gcloud storage service-agent`; that of Cloud Logging by
 * `gcloud logging settings describe`, which also says whether a project that is older has another one.
 */
const agents = {
  logging: 'gcp-sa-logging',
  pubsub: 'gcp-sa-pubsub',
  run: 'serverless-robot-prod',
  secretmanager: 'gcp-sa-secretmanager',
  storage: 'gs-project-accounts',
} as const satisfies Record<ApiName, string>;

/**
 * Lets services use the customer's key, each once.
 *
 * @returns nothing for any service if the configuration names no key: Google then encrypts with keys of its own
 */
export const customerKey = (
  scope: Construct,
  { kmsKey, projectNumber }: GcpDeployment,
  api: (name: ApiName) => ITerraformDependable,
): ((service: EncryptingService) => Encryption | undefined) => {
  const granted = new Map<EncryptingService, ITerraformDependable>();
  const grant = (service: EncryptingService, cryptoKeyId: string): ITerraformDependable => {
    const member = new KmsCryptoKeyIamMember(scope, `Key-${service}`, {
      cryptoKeyId,
      role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
      member: `serviceAccount:service-${projectNumber}@${agents[service]}.iam.gserviceaccount.com`,
      dependsOn: [api(service)],
    });
    granted.set(service, member);
    return member;
  };
  return (service) =>
    kmsKey === undefined ? undefined : { keyName: kmsKey, granted: granted.get(service) ?? grant(service, kmsKey) };
};
