import type { GcpDeployment } from '../../config/config.ts';
import { shortName } from '../terraform/short-name.ts';

/** A secret in Secret Manager. */
export interface SecretName {
  readonly project: string;
  readonly id: string;
  /** `projects/<project>/secrets/<id>`. */
  readonly full: string;
}

/** The names of what a gateway has on Google Cloud beside its services, which follow from its configuration alone. A sync's are a source's where nothing is said. */
export interface GcpNames {
  /** What comes before the `@` of a source's service account. */
  readonly account: (source: string) => string;
  /** The address of a source's service account. */
  readonly email: (source: string) => string;
  readonly secret: (source: string) => SecretName;
  /** The secret with the gateway's key: its own, or the one that the configuration names. */
  readonly keySecret: SecretName;
  /** The bucket with the pointer to the version of the gateway's key that counts. */
  readonly keyBucket: string;
  readonly stateBucket: (source: string) => string;
  /** The key that a sync signs tokens of users with. */
  readonly signingKey: (sync: string) => SecretName;
  /** The topic that wakes a sync. */
  readonly bell: (sync: string) => string;
  readonly packageBucket: string;
}

/**
 * Service accounts have 6 to 30 characters (docs.cloud.google.com/iam/docs/service-accounts-create). No source has a hyphen too many, nor
 * an underscore in its name: what a gateway has beside its sources has one or the other.
 */
export const gcpNames = (
  gateway: string,
  { project, projectNumber, keySecret }: Pick<GcpDeployment, 'project' | 'projectNumber' | 'keySecret'>,
): GcpNames => {
  const account = (source: string): string => shortName([gateway, source], { length: 30, minimum: 6 });
  const key =
    keySecret === undefined ? secretName(project, `${gateway}_key`) : parsed(keySecret, { project, projectNumber });
  return {
    account,
    email: (source) => `${account(source)}@${project}.iam.gserviceaccount.com`,
    secret: (source) => secretName(project, `${gateway}-${source}`),
    keySecret: key,
    // By the secret, so that who names the secret of an earlier deployment has its pointer too, whatever the gateway is called now.
    keyBucket: bucketName([lowerWord(key.id)], key.full),
    stateBucket: (source) => bucketName([gateway, source, 'state'], project),
    signingKey: (sync) => secretName(project, `${gateway}_${sync}-signing-key`),
    bell: (sync) => `${gateway}-${sync}-wake`,
    packageBucket: bucketName([gateway, 'packages'], project),
  };
};

/** A secret of a project, by its id. */
export const secretName = (project: string, id: string): SecretName => ({
  project,
  id,
  full: `projects/${project}/secrets/${id}`,
});

/** A project may be named by its number too. */
const parsed = (name: string, own: Pick<GcpDeployment, 'project' | 'projectNumber'>): SecretName => {
  const [, project = '', , id = ''] = name.split('/');
  return secretName(project === own.projectNumber ? own.project : project, id);
};

/** A secret may be called anything: capitals, underscores and digits too. */
const lowerWord = (id: string): string =>
  id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-$/g, '') || 'key';

/**
 * Names of buckets are the whole world's, have 63 characters at most, and must not look like Google's own
 * (docs.cloud.google.com/storage/docs/buckets#naming): such a part, `google-workspace` for example, is left to the hash.
 */
export const bucketName = (parts: readonly string[], within: string): string =>
  shortName(
    parts.map((part) => (/g[o0]+g/.test(part) ? 'gate' : part)),
    { length: 63, within: [within, ...parts].join('/') },
  );
