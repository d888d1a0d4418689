import type { Construct } from 'constructs';
import type { Claims, Config, VendorConfig } from '../../config/config.ts';
import type { Requirements, SecretField } from '../../connectors/connector.ts';
import { fieldsToEnter } from '../../connectors/fields-to-enter.ts';
import { DeploymentError } from '../deployment-error.ts';
import { core } from './cdk.ts';
import { secretName } from './secrets.ts';

/** A template has 200 outputs at most (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const maximumSources = Math.floor((200 - 1) / 2);

/**
 * Checks that the outputs of all sources fit into one template and have different names.
 *
 * @throws DeploymentError `too-many-sources` or `source-names-alike`
 */
export const checkOutputs = (names: readonly string[]): void => {
  if (names.length > maximumSources) {
    throw new DeploymentError(
      'too-many-sources',
      `The configuration has ${names.length} sources, and one gateway on AWS takes ${maximumSources}. Write two configuration ` +
        'files with different values of gateway, and deploy each.',
    );
  }
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(outputName(name));
    if (twin) {
      throw new DeploymentError(
        'source-names-alike',
        `Sources ${twin} and ${name} have the same name but for a hyphen, which outputs can not have. Rename one.`,
      );
    }
    seen.set(outputName(name), name);
  }
};

/** `bi-users` becomes `biUsers`: the name of an output has letters and digits only. */
const outputName = (name: string): string => name.replaceAll(/-+(.)?/g, (_, next = '') => next.toUpperCase());

/** The outputs of one source: its URL, and everything else that belongs into the vendor's form. */
export const sourceOutputs = (
  scope: Construct,
  config: Config,
  name: string,
  url: string,
  requirements: Requirements,
): void => {
  const { vendor, gateway } = config;
  const { fields = [], secret } = requirements;
  const source = config.sources[name];
  const serve = source?.serve ?? [];
  new core.CfnOutput(scope, `${outputName(name)}Url`, {
    description: `Gateway URL of source ${name}, to type into the form of ${vendor.name}`,
    value: source?.publicUrl ?? url,
  });
  new core.CfnOutput(scope, `${outputName(name)}Form`, {
    description: `What else ${vendor.name} must know of source ${name}`,
    value: [
      caller(vendor, source?.claims ?? {}),
      ...(serve.includes('proxy') ? ["Paths of the source's own API come after the gateway URL."] : []),
      ...(serve.includes('import') ? [`Fields: ${listFields(fields)}.`] : []),
      ...(secret.length > 0
        ? [
            `Secret ${secretName(gateway, name)} needs: ${fieldsToEnter(requirements) || 'nothing'}. Enter it: sallyport secrets set ${name} --host aws`,
          ]
        : []),
    ].join(' '),
  });
};

/** The output that tells the vendor which role to assume. */
export const vendorOutput = (scope: Construct, vendor: VendorConfig, roleArn: string): void => {
  new core.CfnOutput(scope, 'vendorRole', {
    description: `The role that ${vendor.name} assumes before it calls a gateway URL`,
    value: roleArn,
  });
};

const caller = ({ profile, identity }: VendorConfig, claims: Claims): string => {
  if (profile === 'platform') return 'Calls: signed with AWS Signature Version 4 as the role in output vendorRole.';
  const accepted = [
    identity.jwt && {
      issuer: identity.jwt.issuer,
      audience: identity.jwt.audience,
      ...identity.jwt.claims,
      ...claims,
      ...(identity.jwt.urlClaim && { [identity.jwt.urlClaim]: 'the gateway URL' }),
    },
    identity.googleServiceAccount && {
      issuer: 'https://accounts.google.com',
      audience: identity.googleServiceAccount.audience,
      sub: identity.googleServiceAccount.uniqueId,
      ...claims,
    },
    identity.entraWorkload && {
      issuer: `https://sts.windows.net/${identity.entraWorkload.tenantId}/`,
      audience: identity.entraWorkload.audience,
      oid: identity.entraWorkload.objectId,
      ...claims,
    },
  ].filter((token) => token !== undefined);
  return `Bearer token: ${accepted.map(listClaims).join('; or ')}.`;
};

const listClaims = (claims: Readonly<Record<string, string>>): string =>
  Object.entries(claims)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const listFields = (fields: readonly SecretField[]): string =>
  fields.map(({ name, required }) => (required ? name : `${name} (optional)`)).join(', ') || 'none';
