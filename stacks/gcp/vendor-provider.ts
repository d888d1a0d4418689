import type { AwsRoleIdentity, VendorIdentity } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { entraIssuers, lowerIds } from '../trusted-caller.ts';

/** How one identity of the vendor comes into the pool of its gateway. Nothing in it is escaped for Terraform. */
export interface VendorProvider {
  /** Its id in the pool: 4 to 32 characters. It stays when settings change, for a deleted one blocks its name for 30 days. */
  readonly id: string;
  readonly title: string;
  readonly trusts: { readonly accountId: string } | { readonly issuer: string; readonly audience: string };
  /** CEL: which of the tokens that are good otherwise may be exchanged. */
  readonly condition: string;
  /** CEL: what becomes the subject. */
  readonly mapping: string;
  /** What that is for the one identity that is meant. */
  readonly subject: string;
}

/**
 * The identities that Google Cloud does not know by itself, one provider each. A service account of Google needs none.
 *
 * Each is tied twice: the condition lets one identity through the provider, and only its subject may take the place of the vendor's
 * service account. So neither a provider that is widened by hand nor a binding too many opens the gateway.
 *
 * @throws DeploymentError `vendor-unprovable`
 */
export const vendorProviders = ({ awsRole, entraWorkload, jwt }: VendorIdentity): readonly VendorProvider[] => {
  const providers: VendorProvider[] = [];
  if (awsRole) providers.push(awsProvider(awsRole));
  if (entraWorkload) {
    const { tenantId, objectId, audience } = lowerIds(entraWorkload);
    const condition = `assertion.tid == ${celText(tenantId)} && assertion.oid == ${celText(objectId)}`;
    const known = { condition, mapping: 'assertion.oid', subject: objectId };
    for (const [version, issuer] of Object.entries(entraIssuers(tenantId))) {
      const title = `Entra workload, tokens ${version}`;
      providers.push({ id: `entra-${version}`, title, trusts: { issuer, audience }, ...known });
    }
  }
  if (jwt) {
    if (jwt.subject === undefined) throw unprovable('vendor.identity.jwt has no subject. Add the sub of its tokens.');
    const { issuer, audience, subject } = jwt;
    const condition = `assertion.sub == ${celText(subject)}`;
    providers.push({
      id: 'own-issuer',
      title: "The vendor's issuer",
      trusts: { issuer, audience },
      condition,
      mapping: 'assertion.sub',
      subject,
    });
  }
  return providers;
};

const unprovable = (message: string): DeploymentError => new DeploymentError('vendor-unprovable', message);

/**
 * A role of AWS by its session: AWS has no external id where nothing of ours is assumed, so the session has it as its name
 * (RoleSessionName), which its ARN ends with. The path of a role is not in the ARN of its sessions.
 *
 * Google asks AWS itself who signed (`sts:GetCallerIdentity`), and the signature names this one provider
 * (docs.cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds), so that nobody else can use it.
 */
const awsProvider = ({ arn, externalId }: AwsRoleIdentity): VendorProvider => {
  const [, partition, accountId, role] = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (!partition || !accountId || !role) throw unprovable('vendor.identity.awsRole.arn is not the ARN of a role.');
  const sessions = `assumed-role/${role}/`;
  const session = `arn:${partition}:sts::${accountId}:${sessions}${externalId}`;
  return {
    id: 'aws-role',
    title: 'AWS role',
    trusts: { accountId },
    condition: `assertion.arn == ${celText(session)}`,
    mapping: `assertion.arn.extract(${celText(`${sessions}{session}`)})`,
    subject: externalId,
  };
};

/** A string literal of CEL (github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values). */
const celText = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
